"""What a page's lines are: headings, paragraphs, lists and tables, found by rules of geometry."""
