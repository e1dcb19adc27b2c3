/// The addresses that links lead to, each once.
struct LinkList {
    private(set) var urls: [String] = []
    private var numbers: [String: Int] = [:]
    private var bytes = 0
    private var isFull = false
    var maximum = 0

    /// Bytes of all addresses: short references to a long base add up.
    private static let maximumBytes = 1 << 20

    /// Counted from 1; nil when the list is full.
    mutating func number(of url: String) -> Int? {
        if let number = numbers[url] { return number }
        guard urls.count < maximum, bytes + url.utf8.count <= Self.maximumBytes else {
            isFull = true
            return nil
        }
        bytes += url.utf8.count
        urls.append(url)
        numbers[url] = urls.count
        return urls.count
    }

    var omission: String? { isFull ? "links beyond the first \(urls.count) are not listed" : nil }
}
