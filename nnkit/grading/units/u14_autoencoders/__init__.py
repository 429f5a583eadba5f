"""Unit 14, autoencoders and explanation: what each exercise asks, and the mistakes it can name."""

ORDER = "denoising_loss derive_tied tied_grad check_tied saliency corrected_coders"
