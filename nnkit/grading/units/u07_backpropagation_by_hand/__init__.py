"""Unit 07, backpropagation by hand: what each exercise asks, and the mistakes it can name.

"E63" in an advice is a row of the course's errata.
"""

ORDER = "output_delta grads_chain derive_w1 check_chain corrected_chain grads_221 grad_w1_2221"
