/// What functions do that the records name without describing them.
enum FunctionDescriptions {
    /// By the function's or intent's name.
    static let byName: [String: String] = {
        var all: [String: String] = [:]
        for text in [home, assistant, bank] {
            for line in text.split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { continue }
                all[String(parts[0])] = String(parts[1].drop { $0 == " " })
            }
        }
        return all
    }()
}
