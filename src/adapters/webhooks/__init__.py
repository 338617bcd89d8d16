"""The HTTP shell that receives provider deliveries and answers health checks; providers' words are not its business."""
