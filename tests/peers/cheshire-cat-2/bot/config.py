# The Cat reads this at start. What is not said here has the default of the package.
URL = "http://127.0.0.1:1865"
