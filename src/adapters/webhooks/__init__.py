"""The HTTP shell that receives provider deliveries and answers health and metrics."""
