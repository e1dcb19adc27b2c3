import Corvid
import CorvidGrammar

/// What a database would say of the values that a question names, where it has no rows: nearly always that the values
/// of the right query stand in their columns, now and then that some stand elsewhere too.
struct SupposedValues: Sendable {
    typealias Place = ValueIndex.Place

    /// How often the database has a value that a query compares with.
    static let present = 0.93
    /// How often it has such a value in another column too.
    static let elsewhere = 0.12
    /// How often it has another stretch of the question.
    static let chance = 0.06

    let names: TableNames
    /// Values that are known of other queries over the same tables.
    private var known: [(index: ValueIndex, places: [Place: Place])] = []

    init(_ tables: [TableDescription]) { names = TableNames(tables) }

    /// - Parameter places: where the columns of `index` are among these tables.
    mutating func add(_ index: ValueIndex, places: [Place: Place]) { known.append((index, places)) }

    /// Sets the matches of the messages of the user, by the queries that follow them.
    func tell(_ task: inout Example.Task, _ random: inout Randomness) {
        for index in task.messages.indices where task.messages[index].role == .user {
            let replies = task.messages[(index + 1)...].prefix { $0.role != .user }
            let queries = replies.flatMap(\.toolCalls).compactMap { $0.arguments["sql"]?.text }
            task.messages[index].matches = matches(task.messages[index].text, queries, &random)
        }
    }

    func matches(_ question: String, _ queries: [String], _ random: inout Randomness) -> [ValueMatch] {
        guard !names.texts.isEmpty else { return [] }
        let stretches = QuestionStretches(question)
        var own = ValueIndex()
        for query in queries { for (place, value) in names.texts(in: query) { own.insert(value, at: place) } }
        let wanted = ValueIndex.settled(own.all(in: stretches))
        var found = wanted.filter { _ in random.chance(Self.present) }
        for (number, one) in wanted.enumerated()
        where !wanted[..<number].contains(where: { $0.pieces == one.pieces }) && random.chance(Self.elsewhere) {
            if let place = another(one.place, &random) {
                found.append(.init(place: place, value: one.value, pieces: one.pieces))
            }
        }
        for (index, places) in known {
            for var one in index.all(in: stretches) {
                guard let place = places[one.place] else { continue }
                one.place = place
                let isOwn = wanted.contains {
                    $0.place == place && $0.value.utf8.elementsEqual(one.value.utf8)
                }
                if !isOwn, random.chance(Self.present) { found.append(one) }
            }
        }
        if random.chance(Self.chance), let one = stray(stretches, wanted, &random) { found.append(one) }
        return ValueIndex.settled(found).map { ValueMatch(name: names.name(of: $0.place), value: $0.value) }
    }

    /// Another column of texts, mostly one of a similar name.
    private func another(_ place: Place, _ random: inout Randomness) -> Place? {
        let others = names.texts.filter { $0 != place }
        guard !others.isEmpty else { return nil }
        let words = Set(LessonNames.words(names.column(of: place).name))
        let similar = others.filter { !words.isDisjoint(with: LessonNames.words(names.column(of: $0).name)) }
        return random.pick(similar.isEmpty || random.chance(0.3) ? others : similar)
    }

    /// A word with a capital letter, or two, that no query asks for.
    private func stray(
        _ question: QuestionStretches, _ wanted: [ValueIndex.Found], _ random: inout Randomness
    ) -> ValueIndex.Found? {
        let free = question.names.filter { index in !wanted.contains { $0.pieces.contains(index) } }
        guard let first = free.randomElement(using: &random) else { return nil }
        let pieces = first..<first + (free.contains(first + 1) && random.chance(0.5) ? 2 : 1)
        let plausible = names.texts.filter { !LessonNames.words(names.column(of: $0).name).contains("id") }
        guard let place = (plausible.isEmpty ? names.texts : plausible).randomElement(using: &random) else {
            return nil
        }
        return .init(place: place, value: question.original(pieces), pieces: pieces)
    }
}
