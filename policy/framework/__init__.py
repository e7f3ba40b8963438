"""What the controls stand on: plain property values, the graph, outcomes, exemptions, the SDK's boundary."""
