"""The rules of passing: policy documents, waivers and baselines in, a verdict with its reasons out. Pure; opens nothing."""
