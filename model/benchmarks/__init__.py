"""Match quality on public benchmarks and on one's own data: tasks, systems, metrics with intervals, reports."""
