"""From the instructor's repository to what students get: release and publish."""
