"""What the pages about members need: `directory`, `profiles`, `requests`."""
