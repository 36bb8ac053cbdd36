"""What the functions, classes and objects of packages mean to data that flows through them."""
