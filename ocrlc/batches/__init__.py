"""Reading many documents: outcomes, journals of what is done, readers in processes of their own."""
