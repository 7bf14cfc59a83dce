// One server and its load at a time: the moments of the kills and the races are what these tests are about.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
