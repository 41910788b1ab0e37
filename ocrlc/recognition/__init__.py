"""From boxes to text: line crops, the recogniser, words."""
