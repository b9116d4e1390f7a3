"""What those who keep order do with whole topics: pin, lock, rename, move, merge, split; and back."""
