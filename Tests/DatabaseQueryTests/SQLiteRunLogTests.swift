import Corvid
import Foundation
import GRDB
import Testing

@testable import DatabaseQuery

@Suite struct SQLiteRunLogTests {
    private func record(_ number: Int) -> RunRecord {
        RunRecord(number: number, milliseconds: number * 3, event: .textDelta("größe '\(number)'\n"))
    }

    @Test func keepsRecordsInOrder() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/runs/a.db"
        do {
            let log = try SQLiteRunLog(creating: path)
            for number in 0..<5 { try log.append(record(number)) }
            #expect(try log.records() == (0..<5).map(record))
            // Others may read meanwhile, but not write.
            #expect(try SQLiteRunLog.records(at: path).count == 5)
            #expect(throws: AgentError.self) { try SQLiteRunLog(continuing: path) }
        }
        let log = try SQLiteRunLog(continuing: path)
        try log.append(record(5))
        #expect(try log.records() == (0..<6).map(record))
        #expect(throws: AgentError.self) { try log.append(record(5)) }
        #expect(throws: AgentError.self) { try SQLiteRunLog(creating: path) }
        #expect(throws: AgentError.self) { try SQLiteRunLog(continuing: folder.path + "/missing.db") }
        #expect(throws: AgentError.self) { try SQLiteRunLog.records(at: folder.path + "/missing.db") }
    }

    @Test func recordsAreNeverChanged() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.db"
        let log = try SQLiteRunLog(creating: path)
        try log.append(record(0))
        let queue = try DatabaseQueue(path: path)
        for sql in ["UPDATE record SET line = 'x'", "DELETE FROM record"] {
            #expect(throws: GRDB.DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
        }
        // A gap is found when it is read.
        try queue.write { try $0.execute(sql: "INSERT INTO record VALUES (7, '{}')") }
        #expect(throws: AgentError.self) { try log.records() }
    }

    @Test func whatIsNoLogIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("x.db", String(repeating: "no database ", count: 200))
        #expect(throws: AgentError.self) { try SQLiteRunLog(continuing: path) }
        #expect(throws: AgentError.self) { try SQLiteRunLog.records(at: path) }
    }

    /// What was appended is there when the process ends without a chance to close anything: a copy of the files as they
    /// are between two records stands for that.
    @Test func survivesWithoutBeingClosed() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.db"
        let log = try SQLiteRunLog(creating: path)
        for number in 0..<10 {
            try log.append(record(number))
            let copy = folder.path + "/copy\(number).db"
            for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
                try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
            }
            #expect(try SQLiteRunLog.records(at: copy) == (0...number).map(record))
            let continued = try SQLiteRunLog(continuing: copy)
            try continued.append(record(number + 1))
            #expect(try continued.records().count == number + 2)
        }
    }
}
