"""What Convene knows: guidance, activities and an example community. Content, no logic."""
