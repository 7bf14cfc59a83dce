// One cluster under load at a time: the moments of the kills and the races are what these tests are about, and several clusters would only slow each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
