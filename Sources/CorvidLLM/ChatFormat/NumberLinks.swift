import Corvid

/// Which number of a question belongs to which parameter: the one whose neighbours are words of the parameter's name or
/// description. No model is involved.
struct NumberLinks {
    /// A parameter that takes one number.
    struct Parameter: Sendable {
        var isInteger: Bool
        var isRequired: Bool
        /// Words of the name and of the description, with what they weigh.
        var words: [String: Double]

        init(name: String, description: String, isInteger: Bool, isRequired: Bool) {
            self.isInteger = isInteger
            self.isRequired = isRequired
            words = [:]
            for word in Self.words(of: description) { words[word] = 0.4 }
            for word in Self.words(of: name) { words[word] = 1 }
        }

        private static func words(of text: String) -> [String] { ToolRanker.words(of: text) }
    }

    /// A number of the question.
    struct Number: Sendable {
        /// Its place in the conversation.
        var place: Int
        var isInteger: Bool
        /// Words that stand near, and how near: 1 for a neighbour.
        var neighbors: [String: Double]
    }

    let numbers: [Number]

    /// Words further off tell nothing.
    private static let reach = 6
    /// What a comma, a full stop or the like between a word and a number counts for, in words.
    private static let boundary = 2
    /// Numbers of a question that are linked by what stands near them.
    private static let maximumNumbers = 8
    /// What a link must weigh at least.
    private static let least = 0.15

    /// - Parameters:
    ///   - tags: of the question's numbers.
    ///   - values: of the conversation's numbers, by place.
    init(_ question: String, tags: [NumberTagger.Tag], values: [String]) {
        // Words with their distance along the text; a number takes no room.
        var words: [(word: String, at: Int)] = []
        var places: [(tag: NumberTagger.Tag, at: Int)] = []
        var at = 0
        let bytes = Array(question.utf8)
        func read(_ range: Range<Int>) {
            for piece in bytes[range].split(omittingEmptySubsequences: false, whereSeparator: Self.divides) {
                for text in piece.split(separator: UInt8(ascii: " ")) {
                    // Common words, which tell nothing, lie between all the same.
                    for word in ToolRanker.words(of: String(decoding: text, as: UTF8.self)) { words.append((word, at)) }
                    at += 1
                }
                at += Self.boundary
            }
            at -= Self.boundary
        }
        var done = 0
        for tag in tags where tag.range.lowerBound >= done {
            read(done..<tag.range.lowerBound)
            places.append((tag, at))
            done = tag.range.upperBound
        }
        read(done..<bytes.count)
        numbers = places.map { tag, at in
            var neighbors: [String: Double] = [:]
            for word in words {
                // The word after a number stands at its own place, the one before one place back.
                let distance = word.at >= at ? word.at - at : at - 1 - word.at
                guard distance < Self.reach else { continue }
                neighbors[word.word] = max(neighbors[word.word] ?? 0, 1 / Double(1 + distance))
            }
            return Number(place: tag.place, isInteger: Int(values[tag.place - 1]) != nil, neighbors: neighbors)
        }
    }

    private static func divides(_ byte: UInt8) -> Bool {
        [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "\n")].contains(byte)
    }

    /// The place of each parameter's number, nil where none stands out: the links that weigh most together, each number once. The
    /// one number that is left then belongs to the one required parameter that is left.
    func places(for parameters: [Parameter]) -> [Int?] {
        var places = [Int?](repeating: nil, count: parameters.count)
        guard !numbers.isEmpty, !parameters.isEmpty else { return places }
        var shares: [String: Double] = [:]
        for parameter in parameters {
            for word in parameter.words.keys { shares[word, default: 0] += 1 }
        }
        let linked = numbers.prefix(Self.maximumNumbers)
        let weights = parameters.map { parameter in
            linked.map { found -> Double in
                guard found.isInteger || !parameter.isInteger else { return 0 }
                // In a fixed order, so that equal input gives equal sums.
                let weight = found.neighbors.sorted { $0.key < $1.key }.reduce(0) { sum, neighbor in
                    guard let own = parameter.words[neighbor.key], let share = shares[neighbor.key] else { return sum }
                    return sum + own * neighbor.value / share
                }
                return weight < Self.least ? 0 : weight
            }
        }
        var taken: Set<Int> = []
        for (parameter, number) in Self.assignment(weights).enumerated() {
            guard let number else { continue }
            places[parameter] = numbers[number].place
            taken.insert(number)
        }
        // What is left over belongs together.
        let open = parameters.indices.filter { parameters[$0].isRequired && places[$0] == nil }
        let free = numbers.indices.filter { !taken.contains($0) }
        if open.count == 1, free.count == 1, numbers[free[0]].isInteger || !parameters[open[0]].isInteger {
            places[open[0]] = numbers[free[0]].place
        }
        return places
    }

    /// Of rows of weights, the column of each row that makes the sum greatest, each column once; earlier columns first
    /// where sums are equal, and none where nothing weighs.
    private static func assignment(_ weights: [[Double]]) -> [Int?] {
        let columns = weights.first?.count ?? 0
        // The best sums of the rows from one on, by the columns that those before have taken.
        var sums = [[Double]](repeating: [Double](repeating: 0, count: 1 << columns), count: weights.count + 1)
        var choices = [[Int?]](repeating: [Int?](repeating: nil, count: 1 << columns), count: weights.count)
        for row in weights.indices.reversed() {
            for taken in 0..<1 << columns {
                sums[row][taken] = sums[row + 1][taken]
                for column in 0..<columns where taken & 1 << column == 0 && weights[row][column] > 0 {
                    let sum = weights[row][column] + sums[row + 1][taken | 1 << column]
                    if sum > sums[row][taken] {
                        sums[row][taken] = sum
                        choices[row][taken] = column
                    }
                }
            }
        }
        var taken = 0
        return weights.indices.map { row in
            let choice = choices[row][taken]
            if let choice { taken |= 1 << choice }
            return choice
        }
    }
}
