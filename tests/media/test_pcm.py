import numpy as np

from qa_desktop.media.pcm import Pcm, PcmReader, SampleMemory


def test_memory_gives_back_what_was_put_in_however_it_is_cut() -> None:
    chance = np.random.default_rng(7)
    samples = chance.integers(-32_768, 32_767, (700_001, 2), np.int16)
    memory = SampleMemory(samples.nbytes)
    reader = PcmReader(Pcm(None, 8000, 2, memory))
    first = 0
    while first < len(samples):
        count = int(chance.integers(1, 90_000))
        assert memory.append(memoryview(samples[first : first + count].tobytes()))
        first = min(len(samples), first + count)
        assert reader.frames() == first
    for _ in range(200):
        begin, count = (int(number) for number in chance.integers(0, 700_100, 2))
        assert np.array_equal(reader.read(begin, count), samples[begin : begin + count])


def test_memory_takes_all_or_nothing() -> None:
    memory = SampleMemory(10)
    assert memory.append(memoryview(b"12345678"))
    assert not memory.append(memoryview(b"abc"))
    assert (memory.size, memory.read(0, 99)) == (8, b"12345678")
    assert memory.append(memoryview(b"90"))
    assert memory.read(6, 9) == b"7890"
