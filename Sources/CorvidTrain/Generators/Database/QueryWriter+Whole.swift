/// Questions about all rows of a table: nothing in them is a value, least of all what the rows are called.
extension QueryWriter {
    private static let counts = Phrases(
        """
        How many {e} are there?
        How many {e} are there in total?
        How many {e} do we have?
        How many {e} are in the database?
        How many {e} does the database hold?
        How many {e} have been recorded?
        How many {e} exist?
        Count the {e}.
        Count all {e}.
        What is the [total |]number of {e}?
        [Tell|Show] me how many {e} there are.
        Give me the number of all {e}.
        [Total|The total] number of {e}
        """)
    private static let alls = Phrases(
        """
        Show everything about the {e}.
        Show all {e} with all details.
        [List|Show] all columns of the {e}.
        [Give me|Show] the complete rows of all {e}.
        All data of all {e}
        """)
    private static let lists = Phrases(
        """
        List the {m} of all {e}.
        Show [me |]the {m} of every one of the {e}.
        What is the {m} of each of the {e}?
        [List|Show|Name] all {e}.
        Which {e} are there?
        [List|Show|Give me] all the {e} that we have.
        Give me a list of all {e}.
        {m} of all {e}
        """)
    private static let columns = Phrases(
        """
        List the {w} of all {e}.
        Show [me |]the {w} of all {e}.
        What is the {w} of each of the {e}?
        Give me the {w} for all {e}.
        For all {e}, show the {w}.
        """)
    private static let distincts = Phrases(
        """
        List each {w} of the {e} once.
        Which different {w}s are there among the {e}?
        Which different values of {w} do the {e} have?
        Show every {w} of the {e} without repetition.
        """)
    private static let averages = Phrases(
        """
        What is the average {w} of [all|the|all the] {e}?
        [Calculate|Find|Give me] the mean {w} of all {e}.
        The average {w} of our {e}?
        What {w} do the {e} have on average?
        Average {w} over all {e}
        """)
    private static let sums = Phrases(
        """
        What is the total {w} of all {e}?
        [Add up|Sum up] the {w} of all {e}.
        What is the sum of the {w} of the {e}?
        The {w} of all {e} together?
        """)
    private static let maxima = Phrases(
        """
        What is the [highest|largest|maximum|greatest] {w} of [all|the] {e}?
        [Find|Give me] the [highest|largest|maximum] {w} among all {e}.
        The maximum {w} of the {e}?
        """)
    private static let minima = Phrases(
        """
        What is the [lowest|smallest|minimum|least] {w} of [all|the] {e}?
        [Find|Give me] the [lowest|smallest|minimum] {w} among all {e}.
        The minimum {w} of the {e}?
        """)

    mutating func whole(_ table: Table) -> (String, String) {
        let (t, e) = (table.name, rows(table))
        let numbers = table.columns.filter { $0.attribute.isNumber }
        let categories = table.columns.filter { $0.attribute.isCategory }
        switch composer.int(0...19) {
        case ..<3:
            return (
                composer.write(Self.lists, ["e": e, "m": nameWord(table)]), "SELECT \(table.naming.name) FROM \(t)"
            )
        case 3: return (composer.write(Self.alls, ["e": e]), "SELECT * FROM \(t)")
        case ..<6:
            guard let column = table.columns.randomElement(using: &composer.random) else { break }
            return (composer.write(Self.columns, ["e": e, "w": word(column)]), "SELECT \(column.name) FROM \(t)")
        case ..<8:
            guard let column = categories.randomElement(using: &composer.random) else { break }
            return (
                composer.write(Self.distincts, ["e": e, "w": word(column)]), "SELECT DISTINCT \(column.name) FROM \(t)"
            )
        case ..<13:
            guard let column = numbers.randomElement(using: &composer.random) else { break }
            let (forms, function) = composer.pick(
                [
                    (Self.maxima, "MAX"), (Self.minima, "MIN"), (Self.averages, "AVG"), (Self.averages, "AVG"),
                    (Self.sums, "SUM"),
                ].prefix(column.attribute.kind == .year ? 2 : 5))
            return (composer.write(forms, ["e": e, "w": word(column)]), "SELECT \(function)(\(column.name)) FROM \(t)")
        default: break
        }
        return (composer.write(Self.counts, ["e": e]), "SELECT COUNT(*) FROM \(t)")
    }

    /// What the rows of a table are called: mostly as elsewhere, else by the table's own name or by their kind.
    private mutating func rows(_ table: Table) -> String {
        guard composer.chance(0.3) else { return nouns(table) }
        let kind = table.entity.singular
        return composer.pick([
            "rows of \(table.name)", "entries in \(table.name)", "records in the table \(table.name)",
            "\(kind) records", "\(kind) entries", "\(table.name.spacedWords)",
        ])
    }
}
