"""The pages about members: `directory`, `profiles`, `joining`, `requests`."""
