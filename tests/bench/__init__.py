"""What the product does in a second: ratios, measured side by side in one run."""
