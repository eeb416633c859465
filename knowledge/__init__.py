"""What is true: files read into passages and codes, and the library that holds them."""
