"""The same answers by HTTP and as tools of the Model Context Protocol."""
