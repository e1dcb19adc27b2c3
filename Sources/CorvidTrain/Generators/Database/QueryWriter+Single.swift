/// Questions about one table.
extension QueryWriter {
    private static let counts = Phrases(
        """
        How many {e}{f} are there?
        How many {e}{f} do we have?
        Count the {e}{f}.
        What is the number of {e}{f}?
        Give me the number of {e}{f}.
        The number of {e}{f}?
        How many {e} are there{f}?
        [Tell|Show] me how many {e}{f} there are.
        """)
    private static let lists = Phrases(
        """
        List the {m} of [all |the |]{e}{f}.
        Show [me |]the {m} of [all |]{e}{f}.
        What are the {m}s of [all |the |]{e}{f}?
        Give me the {m}s of [all |the |]{e}{f}.
        [Which|What] {e}{f} are there? Show the {m}.
        Names of {e}{f}
        Which are the {e}{f}?
        Which {e} are there{f}?
        Find [all |the |]{e}{f}.
        Give me [a list of |]all {e}{f}.
        I need the {e}{f}.
        """)
    private static let alls = Phrases(
        """
        Show everything about the {e}{f}.
        Show all {e}{f} with all details.
        [List|Show] all columns of the {e}{f}.
        [Give me|Show] the complete rows of {e}{f}.
        All data of the {e}{f}
        """)
    private static let lookups = Phrases(
        """
        What is the {w} of {v}?
        What {w} does {v} have?
        [Tell|Give] me the {w} of {v}.
        Look up the {w} of {v}.
        Which {w} has {v}?
        {v}: what is the {w}?
        I need the {w} of {v}.
        """)
    private static let pairs = Phrases(
        """
        [List|Show] the {m} and [the |]{w} of [all |the |]{e}{f}.
        Give me {m} and {w} of [all |]{e}{f}.
        What are the {m}s and {w}s of the {e}{f}?
        {m} and {w} of {e}{f}, please.
        Show {m} and {w} for [all |the |]{e}{f}.
        """)
    private static let averages = Phrases(
        """
        What is the average {w} of [the |all |]{e}{f}?
        [Calculate|Find|Give me] the mean {w} of {e}{f}.
        The average {w} of {e}{f}?
        What {w} do {e}{f} have on average?
        """)
    private static let sums = Phrases(
        """
        What is the total {w} of [the |all |]{e}{f}?
        [Add up|Sum up] the {w} of [all |the |]{e}{f}.
        What is the sum of the {w} of {e}{f}?
        The {w} of all {e}{f} together?
        """)
    private static let maxima = Phrases(
        """
        What is the [highest|largest|maximum|greatest] {w} of [the |all |]{e}{f}?
        [Find|Give me] the [highest|largest|maximum] {w} among [the |]{e}{f}.
        The maximum {w} of {e}{f}?
        """)
    private static let minima = Phrases(
        """
        What is the [lowest|smallest|minimum|least] {w} of [the |all |]{e}{f}?
        [Find|Give me] the [lowest|smallest|minimum] {w} among [the |]{e}{f}.
        The minimum {w} of {e}{f}?
        """)
    private static let superlatives = Phrases(
        """
        Which is the {s} {o}{f}?
        What is the {s} {o}{f}?
        [Give me|Find|Show] the {s} {o}{f}.
        The {s} {o}{f}?
        Name the {s} {o}{f}.
        """)
    private static let highest = Phrases(
        """
        Which {o}{f} has the {d} {w}?
        [Find|Show|Name] the {o}{f} with the {d} {w}.
        Who or what has the {d} {w} among the {e}{f}?
        """)
    private static let tops = Phrases(
        """
        [List|Show|Give me|Name|Find] the {n} {s} {e}{f}.
        Which are the {n} {s} {e}{f}?
        The {n} {s} {e}{f}?
        What are the {n} {s} {e}{f}?
        """)
    private static let topsBy = Phrases(
        """
        [List|Show|Give me] the {n} {e}{f} with the {d} {w}.
        [Top|The first] {n} {e}{f} by {w}, {a} first
        Which {n} {e}{f} have the {d} {w}?
        """)
    private static let orders = Phrases(
        """
        [List|Show] [all |the |]{e}{f} [sorted|ordered] by {w}, {a} first.
        [List|Show] [all |the |]{e}{f} by {w}, from {x} to {y}.
        {e}{f} in order of {w}, {a} first
        Sort the {e}{f} by {w}, [with the {a}|the {a}] first.
        """)
    private static let ordersPlain = Phrases(
        """
        [List|Show] [all |the |]{e}{f} [sorted|ordered] by {w}.
        {e}{f} in order of {w}
        [List|Show] [all |the |]{e}{f} alphabetically by {w}.
        """)
    private static let distincts = Phrases(
        """
        [Which|What] different {w}s are there [among|of] the {e}{f}?
        [List|Show] the different {w}s of the {e}{f}.
        Which {w}s do the {e}{f} have? Each only once.
        [List|Show|Give me] all {w}s of {e}{f} without repetition.
        """)
    private static let distinctCounts = Phrases(
        """
        How many different {w}s do the {e}{f} have?
        Count the different {w}s of the {e}{f}.
        In how many different {w}s are there {e}{f}?
        """)
    private static let groups = Phrases(
        """
        How many {e}{f} are there per {w}?
        How many {e}{f} are there for each {w}?
        Count the {e}{f} by {w}.
        [Show|Give me] the number of {e}{f} for every {w}.
        Number of {e}{f} per {w}
        """)
    private static let groupAverages = Phrases(
        """
        What is the average {x} of {e}{f} per {w}?
        [Show|Give me] the mean {x} of the {e}{f} for each {w}.
        Average {x} of {e}{f} by {w}
        """)
    private static let groupSums = Phrases(
        """
        What is the total {x} of {e}{f} per {w}?
        [Show|Give me] the sum of the {x} of the {e}{f} for each {w}.
        Total {x} of {e}{f} by {w}
        """)
    private static let groupMost = Phrases(
        """
        Which {w} has the most {e}{f}?
        [Find|Name|Show] the {w} with the most {e}{f}.
        What is the most common {w} of {e}{f}?
        """)
    private static let groupLeast = Phrases(
        """
        Which {w} has the fewest {e}{f}?
        [Find|Name|Show] the {w} with the fewest {e}{f}.
        What is the rarest {w} of {e}{f}?
        """)
    private static let havings = Phrases(
        """
        Which {w}s have more than {n} {e}{f}?
        [List|Show|Find] the {w}s with more than {n} {e}{f}.
        {w}s with more than {n} {e}{f}
        """)
    private static let havingsLeast = Phrases(
        """
        Which {w}s have at least {n} {e}{f}?
        [List|Show|Find] the {w}s with {n} or more {e}{f}.
        {w}s with at least {n} {e}{f}
        """)
    private static let aboveAverage = Phrases(
        """
        Which {e} have [a |]{w} above the average?
        [List|Show|Find] the {e} whose {w} is [above|higher than|greater than] [the |]average.
        Which {e} have more than the average {w}?
        {e} with an above average {w}
        """)
    private static let belowAverage = Phrases(
        """
        Which {e} have [a |]{w} below the average?
        [List|Show|Find] the {e} whose {w} is [below|lower than|less than] [the |]average.
        {e} with a below average {w}
        """)

    mutating func single(_ table: Table) -> (String, String)? {
        let t = table.name
        let name = table.naming.name
        let e = nouns(table)
        let numbers = table.columns.filter { $0.attribute.isNumber }
        let ordered = table.columns.filter { $0.attribute.isNumber || $0.attribute.isDate }
        let categories = table.columns.filter { $0.attribute.isCategory }
        switch composer.int(0...31) {
        case ..<4:
            let (f, sql) = filters(table, [0, 1, 1, 1, 2])
            return (composer.write(Self.counts, ["e": e, "f": f]), "SELECT COUNT(*) FROM \(t)\(sql)")
        case ..<9:
            let (f, sql) = filters(table, [0, 1, 1, 1, 2])
            return (
                composer.write(Self.lists, ["e": e, "f": f, "m": nameWord(table)]), "SELECT \(name) FROM \(t)\(sql)"
            )
        case 9:
            let (f, sql) = filters(table, [0, 1, 1])
            return (composer.write(Self.alls, ["e": e, "f": f]), "SELECT * FROM \(t)\(sql)")
        case ..<13:
            guard let column = table.columns.randomElement(using: &composer.random) else { return nil }
            let v = value(table.naming.attribute)
            return (
                composer.write(Self.lookups, ["w": word(column), "v": v.text]),
                "SELECT \(column.name) FROM \(t) WHERE \(name) = \(v.sql)"
            )
        case 13:
            guard let column = table.columns.randomElement(using: &composer.random) else { return nil }
            let (f, sql) = filters(table, [0, 1, 1])
            return (
                composer.write(Self.pairs, ["m": nameWord(table), "w": word(column), "e": e, "f": f]),
                "SELECT \(name), \(column.name) FROM \(t)\(sql)"
            )
        case ..<17:
            guard let column = numbers.randomElement(using: &composer.random) else { return nil }
            let (f, sql) = filters(table, [0, 0, 1, 1], avoiding: [column.name])
            let slots: KeyValuePairs = ["w": word(column), "e": e, "f": f]
            let (forms, function) = composer.pick(
                [
                    (Self.maxima, "MAX"), (Self.minima, "MIN"), (Self.averages, "AVG"), (Self.sums, "SUM"),
                ].prefix(column.attribute.kind == .year ? 2 : 4))
            return (composer.write(forms, slots), "SELECT \(function)(\(column.name)) FROM \(t)\(sql)")
        case ..<20:
            guard let column = ordered.randomElement(using: &composer.random) else { return nil }
            return extreme(table, column, e)
        case 20:
            guard let column = ordered.randomElement(using: &composer.random) else { return nil }
            return sorted(table, column, e)
        case 21:
            guard let column = categories.randomElement(using: &composer.random) else { return nil }
            let (f, sql) = filters(table, [0, 0, 1])
            return composer.chance(0.6)
                ? (
                    composer.write(Self.distincts, ["w": word(column), "e": e, "f": f]),
                    "SELECT DISTINCT \(column.name) FROM \(t)\(sql)"
                )
                : (
                    composer.write(Self.distinctCounts, ["w": word(column), "e": e, "f": f]),
                    "SELECT COUNT(DISTINCT \(column.name)) FROM \(t)\(sql)"
                )
        case ..<28:
            guard let column = categories.randomElement(using: &composer.random) else { return nil }
            return grouped(table, column, numbers, e)
        default:
            guard let column = numbers.randomElement(using: &composer.random) else { return nil }
            let isAbove = composer.chance(0.65)
            return (
                composer.write(isAbove ? Self.aboveAverage : Self.belowAverage, ["w": word(column), "e": e]),
                "SELECT \(name) FROM \(t) WHERE \(column.name) \(isAbove ? ">" : "<") (SELECT AVG(\(column.name)) FROM \(t))"
            )
        }
    }

    private mutating func extreme(_ table: Table, _ column: Column, _ e: String) -> (String, String)? {
        let isMost = composer.chance(0.6)
        let (f, sql) = filters(table, [0, 0, 1])
        let words = isMost ? column.attribute.most : column.attribute.least
        let w = word(column)
        let degree =
            column.attribute.isDate || column.attribute.kind == .year
            ? (isMost ? composer.pick(["latest", "most recent"]) : "earliest")
            : (isMost ? composer.pick(["highest", "largest", "greatest"]) : composer.pick(["lowest", "smallest"]))
        let order = " ORDER BY \(column.name)\(isMost ? " DESC" : "")"
        let head = "SELECT \(table.naming.name) FROM \(table.name)\(sql)"
        let hasWord = !words.isEmpty && composer.chance(0.65)
        if composer.chance(0.5) {
            let o = table.entity.singular
            return hasWord
                ? (
                    composer.write(Self.superlatives, ["s": composer.pick(words), "o": o, "f": f]),
                    head + order + " LIMIT 1"
                )
                : (
                    composer.write(Self.highest, ["d": degree, "w": w, "o": o, "e": e, "f": f]),
                    head + order + " LIMIT 1"
                )
        }
        let n = composer.int(2...12)
        let count = composer.chance(0.5) ? Composer.words(n) : String(n)
        return hasWord
            ? (
                composer.write(Self.tops, ["n": count, "s": composer.pick(words), "e": e, "f": f]),
                head + order + " LIMIT \(n)"
            )
            : (
                composer.write(Self.topsBy, ["n": count, "d": degree, "w": w, "e": e, "f": f, "a": degree]),
                head + order + " LIMIT \(n)"
            )
    }

    private mutating func sorted(_ table: Table, _ column: Column, _ e: String) -> (String, String)? {
        let (f, sql) = filters(table, [0, 0, 1])
        let head = "SELECT \(table.naming.name) FROM \(table.name)\(sql) ORDER BY "
        guard composer.chance(0.75) else {
            let target = composer.chance(0.5) ? column : table.naming
            return (composer.write(Self.ordersPlain, ["e": e, "f": f, "w": word(target)]), head + target.name)
        }
        let isDescending = composer.chance(0.6)
        let isDate = column.attribute.isDate || column.attribute.kind == .year
        let (high, low) =
            isDate ? ("latest", "earliest") : composer.pick([("highest", "lowest"), ("largest", "smallest")])
        let slots: KeyValuePairs = [
            "e": e, "f": f, "w": word(column), "a": isDescending ? high : low, "x": isDescending ? high : low,
            "y": isDescending ? low : high,
        ]
        return (composer.write(Self.orders, slots), head + column.name + (isDescending ? " DESC" : ""))
    }

    private mutating func grouped(_ table: Table, _ column: Column, _ numbers: [Column], _ e: String) -> (
        String, String
    )? {
        let t = table.name
        let w = word(column)
        let (f, sql) = filters(table, [0, 0, 0, 1], avoiding: [column.name])
        let group = " GROUP BY \(column.name)"
        switch composer.int(0...9) {
        case ..<4:
            return (
                composer.write(Self.groups, ["e": e, "f": f, "w": w]),
                "SELECT \(column.name), COUNT(*) FROM \(t)\(sql)\(group)"
            )
        case ..<6:
            let measures = numbers.filter { $0.attribute.kind != .year }
            guard let number = measures.randomElement(using: &composer.random) else { return nil }
            let isSum = composer.chance(0.4)
            return (
                composer.write(
                    isSum ? Self.groupSums : Self.groupAverages, ["x": word(number), "e": e, "f": f, "w": w]),
                "SELECT \(column.name), \(isSum ? "SUM" : "AVG")(\(number.name)) FROM \(t)\(sql)\(group)"
            )
        case ..<8:
            let isMost = composer.chance(0.7)
            return (
                composer.write(isMost ? Self.groupMost : Self.groupLeast, ["e": e, "f": f, "w": w]),
                "SELECT \(column.name) FROM \(t)\(sql)\(group) ORDER BY COUNT(*)\(isMost ? " DESC" : "") LIMIT 1"
            )
        default:
            let n = composer.int(2...12)
            let isMore = composer.chance(0.6)
            let count = composer.chance(0.3) ? Composer.words(n) : String(n)
            return (
                composer.write(isMore ? Self.havings : Self.havingsLeast, ["e": e, "f": f, "w": w, "n": count]),
                "SELECT \(column.name) FROM \(t)\(sql)\(group) HAVING COUNT(*) \(isMore ? ">" : ">=") \(n)"
            )
        }
    }
}
