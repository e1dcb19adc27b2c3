import Synchronization

/// The pages read last, so that the parts of one page are parts of the same text.
final class PageShelf: Sendable {
    private static let capacity = 4
    private let pages = Mutex<[(url: String, page: ShownPage)]>([])

    func page(for url: String) -> ShownPage? {
        pages.withLock { $0.last { $0.url == url }?.page }
    }

    func keep(_ page: ShownPage, for url: String) {
        pages.withLock { pages in
            pages.removeAll { $0.url == url }
            pages.append((url, page))
            if pages.count > Self.capacity { pages.removeFirst() }
        }
    }
}
