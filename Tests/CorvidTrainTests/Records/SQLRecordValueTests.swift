import Corvid
import CorvidGrammar
import Testing

@testable import CorvidTrain

@Suite struct SQLRecordValueTests {
    private static let clubs = ["Ajax", "Rovers", "Wanderers", "Real Sociedad", "Palmeiras", "Corinthians"]

    /// Questions about one table, whose texts stand in two columns.
    private static let lines = clubs.flatMap { club in
        [
            #"{"question":"In which year did \#(club) win?","sql":"SELECT year FROM t WHERE winner = '\#(club)'","#,
            #"{"question":"How often was \#(club) the loser?","sql":"SELECT COUNT(*) FROM t WHERE loser = '\#(club)'","#,
        ].map {
            $0 + #""table":{"name":"t","columns":[{"name":"year","type":"number"},{"name":"winner","type":"text"},"#
                + #"{"name":"loser","type":"text"},{"name":"score line","type":"text"}]},"table_id":"1"}"#
        }
    }

    private static func tasks(_ count: UInt64) throws -> [Example.Task] {
        try RecordSamples.withFile("sql_own.jsonl", lines) { path in
            let (sources, _) = try RecordSet.sources(
                kind: .sql, files: [path], portion: .training, tools: RecordSamples.tools)
            let source = try #require(sources.first)
            return (0..<count).flatMap { index in
                var random = Randomness(seed: 3, index: index)
                return source.example(&random).tasks
            }
        }
    }

    @Test func valuesStandWhereQueriesHaveThem() throws {
        let tasks = try Self.tasks(1500)
        var (own, other) = (0, 0)
        for task in tasks {
            let sql = try #require(task.messages[1].toolCalls.first?.arguments["sql"]?.text).lowercased()
            let column = sql.contains("where winner") ? "winner" : "loser"
            let club = try #require(Self.clubs.first { task.messages[0].text.contains($0) })
            let columns = task.messages[0].matches.filter { $0.value == club }.map {
                $0.name.split(separator: ".").last.map { $0.lowercased() } ?? ""
            }
            if columns.contains(column) { own += 1 }
            if columns.contains(column == "winner" ? "loser" : "winner") { other += 1 }
        }
        #expect(0.91...0.95 ~= Double(own) / Double(tasks.count), "\(own) of \(tasks.count)")
        // The other column has the club as well, as the other question shows.
        #expect(0.91...0.97 ~= Double(other) / Double(tasks.count), "\(other) of \(tasks.count)")
    }

    @Test func sameSeedSameMatches() throws {
        let (one, other) = (try Self.tasks(30), try Self.tasks(30))
        #expect(one.map(\.messages) == other.map(\.messages))
        #expect(one.contains { !$0.messages[0].matches.isEmpty })
    }
}
