import Corvid
import Testing

@Suite struct ModelQueueOptionsTests {
    @Test func defaults() {
        let options = ModelQueueOptions()
        #expect(options.concurrency == 4)
        #expect(options.capacity == 64)
        #expect(options.patience == nil)
        #expect(options.threshold == 3)
        #expect(options.pause == .seconds(5))
        #expect(options.longestPause == .seconds(60))
    }

    @Test func valuesOutOfRangeAreBroughtIntoIt() {
        let least = ModelQueueOptions(
            concurrency: 0, capacity: -1, patience: .seconds(-1), threshold: .min, pause: .seconds(-2),
            longestPause: .seconds(-3))
        #expect(
            least
                == ModelQueueOptions(
                    concurrency: 1, capacity: 0, patience: .zero, threshold: 1, pause: .zero, longestPause: .zero))
        let endless = Duration(secondsComponent: .max, attosecondsComponent: 0)
        let most = ModelQueueOptions(patience: endless, pause: endless, longestPause: .seconds(1))
        let year = Duration.seconds(31_536_000)
        #expect(most == ModelQueueOptions(patience: year, pause: year, longestPause: year))
    }

    @Test func interactiveIsMoreUrgentThanBatch() {
        #expect(RequestPriority.batch < .interactive)
        #expect(!(RequestPriority.interactive < .batch))
        for priority in RequestPriority.allCases { #expect(!(priority < priority)) }
        #expect(RequestPriority(rawValue: "interactive") == .interactive)
        #expect(RequestPriority(rawValue: "batch") == .batch)
    }

    @Test func errorsSayWhatHappenedAndWhatToDo() {
        #expect(ModelQueueError.full(waiting: 64).description.contains("64 requests"))
        #expect(ModelQueueError.late(waited: .seconds(3)).description.contains("3.0 seconds"))
        #expect(ModelQueueError.open(retryAfter: .seconds(5)).description.contains("5.0 seconds"))
        #expect(ModelQueueError.open(retryAfter: nil).description.contains("one request is trying it"))
        #expect(ModelQueueError.displaced.description.contains("more urgent"))
    }
}
