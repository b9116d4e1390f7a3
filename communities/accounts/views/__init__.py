"""The pages about one's own account: `account`, `address`, `data`, `closing`."""
