"""ComponentResources, one folder an area, one file a component; none reads config or environment."""
