"""What drawn lines say."""
