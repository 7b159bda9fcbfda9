namespace PowerActors.Simulation.Serving;

/// <summary>
/// The times that come with the program: medians, by tokens in the batch, of the measurements in <c>data/perf_model.csv</c> of github.com/Mutinifni/splitwise-sim
/// (MIT, commit 8f99e7dc; eight-GPU DGX servers of NVIDIA's A100 and H100, half precision). A point is the median over all of its rows with the same
/// <c>prompt_size · batch_size</c>; times in milliseconds.
/// </summary>
/// <remarks>
/// Two things of the file are not here. Its <c>h100-80gb-pcap</c> rows are computed (prompts × 1.30), not measured. And on two GPUs a batch of 32,768 tokens
/// seems faster than one of 4096: those runs did not do the work, and the line through them would make long prompts free.
/// </remarks>
internal static class ShippedProfiles
{
    public static IReadOnlyList<PerformanceProfile> All { get; } =
    [
        new("bloom-176b", "a100-80gb", 8,
        [
            new(128, 79.6684, 47.61210),
            new(256, 99.1640, 47.70670),
            new(512, 174.3823, 49.31298),
            new(1024, 287.4673, 49.44248),
            new(2048, 536.0555, 50.18820),
            new(4096, 1332.6430, 51.63133),
            new(8192, 3591.4681, 54.27385),
            new(16384, 5782.0026, 65.38047),
            new(32768, 11251.8280, 96.58297),
        ]),
        new("bloom-176b", "h100-80gb", 8,
        [
            new(128, 48.2844, 35.73924),
            new(256, 51.1795, 36.15448),
            new(512, 76.1418, 36.16618),
            new(1024, 132.2170, 36.33388),
            new(2048, 251.9640, 36.73894),
            new(4096, 649.5983, 37.52990),
            new(8192, 1411.5746, 39.01644),
            new(16384, 2521.9093, 45.84157),
            new(32768, 4996.4507, 63.82134),
        ]),
        new("llama2-70b", "a100-80gb", 8,
        [
            new(128, 65.3472, 43.03126),
            new(256, 66.7565, 43.48344),
            new(512, 93.0165, 45.03314),
            new(1024, 160.8600, 44.56159),
            new(2048, 282.7095, 45.69728),
            new(4096, 708.3550, 46.47336),
            new(8192, 1780.9668, 48.47079),
            new(16384, 3524.5415, 53.01698),
            new(32768, 7553.9927, 71.60515),
        ]),
        new("llama2-70b", "a100-80gb", 4,
        [
            new(128, 63.6538, 42.41923),
            new(256, 78.5707, 42.17594),
            new(512, 126.9714, 44.51529),
            new(1024, 247.3841, 44.97659),
            new(2048, 427.3927, 45.04996),
            new(4096, 1069.1130, 46.25269),
            new(8192, 2620.0587, 47.24682),
            new(16384, 5131.7257, 52.34535),
            new(32768, 10947.8198, 72.94684),
        ]),
        new("llama2-70b", "a100-80gb", 2,
        [
            new(128, 81.0758, 53.67899),
            new(256, 112.9322, 54.09943),
            new(512, 195.4801, 59.89193),
            new(1024, 397.2952, 57.39065),
            new(2048, 765.9395, 57.68664),
            new(4096, 1537.1077, 58.72774),
            new(8192, 3111.8506, 61.43257),
            new(16384, 6632.6325, 72.18983),
        ]),
        new("llama2-70b", "h100-80gb", 8,
        [
            new(128, 58.1854, 29.87266),
            new(256, 51.6585, 28.26655),
            new(512, 53.8580, 30.56175),
            new(1024, 77.6839, 29.97299),
            new(2048, 134.4232, 31.63489),
            new(4096, 376.2156, 31.32912),
            new(8192, 831.4856, 32.59233),
            new(16384, 1551.7262, 38.61935),
            new(32768, 2936.3297, 50.16085),
        ]),
        new("llama2-70b", "h100-80gb", 4,
        [
            new(128, 49.0861, 28.36061),
            new(256, 50.9766, 30.03006),
            new(512, 59.7170, 29.37998),
            new(1024, 104.6313, 29.58146),
            new(2048, 200.4505, 29.87851),
            new(4096, 456.7019, 30.45716),
            new(8192, 924.9479, 31.08534),
            new(16384, 1726.0537, 36.88473),
            new(32768, 3520.4733, 52.35592),
        ]),
        new("llama2-70b", "h100-80gb", 2,
        [
            new(128, 48.3314, 37.24067),
            new(256, 51.8494, 37.83942),
            new(512, 83.8270, 37.10623),
            new(1024, 157.2105, 37.38809),
            new(2048, 300.2854, 38.65192),
            new(4096, 622.4592, 38.96884),
            new(8192, 1266.3057, 39.83464),
            new(16384, 2397.7736, 52.29606),
        ]),
    ];
}
