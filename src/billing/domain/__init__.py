"""What a payment is and which way its status may move: pure, no clock, no input or output."""
