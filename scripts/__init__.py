"""What only the repository needs: drawing samples, comparing with peers, keeping figures."""
