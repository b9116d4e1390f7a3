-- one line at the end, for benchmarks/measuring.py: requests, microseconds, p50, p95, failures
done = function(summary, latency, requests)
  local e = summary.errors
  local failed = e.status + e.connect + e.read + e.write + e.timeout
  print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), failed))
end
