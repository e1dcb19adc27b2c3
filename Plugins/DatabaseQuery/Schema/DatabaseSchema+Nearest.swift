import CorvidGrammar

extension DatabaseSchema {
    /// The table or column whose name is most like one that does not exist; nil when none is.
    ///
    /// A name with points is taken as `table.column`.
    func nearest(to name: String) -> String? {
        let parts = name.split(separator: ".").map { String($0).lowercased() }
        guard let last = parts.last else { return nil }
        var best: (text: String, distance: Int)?
        func consider(_ candidate: String, _ text: @autoclosure () -> String) {
            let limit = best?.distance ?? last.utf8.count / 2 + 1
            guard last.utf8.count <= 64, candidate.utf8.count <= 64 else { return }
            let distance = NearestName.distance(Array(last.utf8), Array(candidate.lowercased().utf8))
            if distance < limit { best = (text(), distance) }
        }
        let preferred = parts.count > 1 ? tables.filter { $0.name.lowercased() == parts[parts.count - 2] } : []
        for table in preferred {
            for column in table.columns {
                consider(column.name, table.written(dialect) + "." + dialect.quoted(column.name))
            }
        }
        if best != nil { return best?.text }
        if parts.count == 1 { for table in tables { consider(table.name, table.written(dialect)) } }
        for table in tables {
            for column in table.columns {
                consider(column.name, table.written(dialect) + "." + dialect.quoted(column.name))
            }
        }
        return best?.text
    }
}
