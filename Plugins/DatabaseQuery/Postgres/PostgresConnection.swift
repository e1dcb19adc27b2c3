import CPostgres
import Foundation
import Synchronization

/// One connection of libpq. Its functions block, so it is used on a thread of its own, one call at a time; only
/// ``cancel()`` comes from elsewhere.
// Sendable: the connection is only used on its database's queue; the handle to cancel is behind a lock and made for that.
final class PostgresConnection: @unchecked Sendable {
    private let connection: OpaquePointer
    private let canceller: Mutex<Canceller>

    /// libpq's handle to cancel what runs, and whether that was asked for.
    private struct Canceller: @unchecked Sendable {
        var handle: OpaquePointer?
        var isCancelled = false
    }

    /// What a statement came to.
    struct Outcome {
        var columns: [String] = []
        var types: [UInt32] = []
        /// nil is NULL.
        var rows: [[String?]] = []
        /// Rows that a change concerned.
        var changedRows: Int?
        /// Whether more rows came than were kept.
        var hasMoreRows = false
    }

    /// - Parameter parameters: Names and values as libpq has them.
    init(_ parameters: [(String, String)], location: String, password: String?) throws(DatabaseError) {
        var names = parameters.map { UnsafePointer(strdup($0.0)) }
        var values = parameters.map { UnsafePointer(strdup($0.1)) }
        defer { for string in names + values { free(UnsafeMutablePointer(mutating: string)) } }
        names.append(nil)
        values.append(nil)
        guard let connection = PQconnectdbParams(names, values, 0) else {
            throw DatabaseError(.unavailable, "there is not enough memory to connect to \(location)")
        }
        guard PQstatus(connection) == CONNECTION_OK else {
            let message = String(cString: PQerrorMessage(connection))
            let failure = PostgresFailure(connecting: message, location: location, password: password)
            PQfinish(connection)
            throw failure.error
        }
        self.connection = connection
        canceller = Mutex(Canceller(handle: PQgetCancel(connection)))
        PQsetnonblocking(connection, 0)
    }

    deinit {
        canceller.withLock { if let handle = $0.handle { PQfreeCancel(handle) } }
        PQfinish(connection)
    }

    var isAlive: Bool { PQstatus(connection) == CONNECTION_OK }

    // MARK: - Cancelling

    /// Asks the server to stop what runs; from any thread.
    func cancel() {
        canceller.withLock {
            $0.isCancelled = true
            guard let handle = $0.handle else { return }
            var message = [CChar](repeating: 0, count: 256)
            PQcancel(handle, &message, CInt(message.count))
        }
    }

    /// Forgets that something was cancelled, before what comes next.
    func beginCall() { canceller.withLock { $0.isCancelled = false } }

    var isCancelled: Bool { canceller.withLock(\.isCancelled) }

    // MARK: - Statements

    /// Runs one statement by the extended protocol, which takes only one.
    ///
    /// - Parameters:
    ///   - rowLimit: Rows that are kept; the others are read and dropped.
    ///   - end: When the server is asked to stop. If it does not within two seconds, the connection is given up.
    func run(
        _ sql: String, _ parameters: [String?] = [], rowLimit: Int = .max, until end: ContinuousClock.Instant
    ) throws(DatabaseError) -> Outcome {
        let strings = parameters.map { $0.map { UnsafePointer<CChar>(strdup($0)) } ?? nil }
        defer { for string in strings { free(UnsafeMutablePointer(mutating: string)) } }
        guard PQsendQueryParams(connection, sql, CInt(strings.count), nil, strings, nil, nil, 0) == 1 else {
            throw lost()
        }
        PQsetSingleRowMode(connection)
        return try collect(rowLimit: rowLimit, until: end)
    }

    /// The columns that a query returns, and their types; it does not run.
    func describe(_ sql: String, until end: ContinuousClock.Instant) throws(DatabaseError) -> Outcome {
        guard PQsendPrepare(connection, "", sql, 0, nil) == 1 else { throw lost() }
        _ = try collect(rowLimit: 0, until: end)
        guard PQsendDescribePrepared(connection, "") == 1 else { throw lost() }
        return try collect(rowLimit: 0, until: end)
    }

    private func collect(rowLimit: Int, until end: ContinuousClock.Instant) throws(DatabaseError) -> Outcome {
        var outcome = Outcome()
        var failure: PostgresFailure?
        while true {
            try wait(until: end)
            guard let result = PQgetResult(connection) else { break }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_SINGLE_TUPLE, PGRES_TUPLES_OK, PGRES_COMMAND_OK:
                if outcome.columns.isEmpty { describe(result, &outcome) }
                for row in 0..<PQntuples(result) {
                    guard outcome.rows.count < rowLimit else {
                        outcome.hasMoreRows = true
                        break
                    }
                    outcome.rows.append((0..<PQnfields(result)).map { Self.value(result, row, $0) })
                }
                outcome.changedRows = Int(String(cString: PQcmdTuples(result))) ?? outcome.changedRows
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                // Nothing but closing the connection ends this from here.
                throw DatabaseError(.refused, "COPY is not allowed")
            default: failure = failure ?? PostgresFailure(result)
            }
        }
        if let failure { throw failure.error(isCancelled: isCancelled) }
        guard isAlive else { throw lost() }
        return outcome
    }

    private func describe(_ result: OpaquePointer, _ outcome: inout Outcome) {
        for column in 0..<PQnfields(result) {
            outcome.columns.append(PQfname(result, column).map { String(cString: $0) } ?? "")
            outcome.types.append(PQftype(result, column))
        }
    }

    private static func value(_ result: OpaquePointer, _ row: CInt, _ column: CInt) -> String? {
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return nil }
        let count = Int(PQgetlength(result, row, column))
        return start.withMemoryRebound(to: UInt8.self, capacity: count) {
            String(decoding: UnsafeBufferPointer(start: $0, count: count), as: UTF8.self)
        }
    }

    /// Waits until a result can be had without blocking.
    private func wait(until end: ContinuousClock.Instant) throws(DatabaseError) {
        var hasAsked = false
        while PQisBusy(connection) == 1 {
            let now = ContinuousClock.now
            if now >= end, !hasAsked {
                hasAsked = true
                cancel()
            }
            guard now < end + .seconds(2) else {
                throw DatabaseError(
                    .timedOut, "the server did not stop the statement in time; the connection was given up")
            }
            var descriptor = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
            _ = poll(&descriptor, 1, 50)
            guard descriptor.revents != 0 else { continue }
            guard PQconsumeInput(connection) == 1 else { throw lost() }
        }
    }

    private func lost() -> DatabaseError {
        DatabaseError(.connectionFailed, "the connection to the server was lost; try again")
    }
}
