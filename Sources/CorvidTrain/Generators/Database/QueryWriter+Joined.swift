/// Questions about tables that belong together.
extension QueryWriter {
    private static let childrenOf = Phrases(
        """
        [List|Show|Give me|Find] the {c} of {v}.
        Which {c} belong to {v}?
        [List|Show] all {c} that belong to the {p} {v}.
        What {c} does {v} have?
        The {c} of the {p} {v}?
        """)
    private static let countsOf = Phrases(
        """
        How many {c} does {v} have?
        How many {c} belong to {v}?
        Count the {c} of {v}.
        What is the number of {c} of {v}?
        How many {c} of the {p} {v} are there?
        """)
    private static let parentsOf = Phrases(
        """
        To which {p} does {v} belong?
        Which {p} does {v} belong to?
        What is the {p} of {v}?
        [Find|Name|Show] the {p} of the {o} {v}.
        """)
    private static let withParents = Phrases(
        """
        [List|Show] [all |the |]{c} with their {p}.
        [List|Show] each {o} together with its {p}.
        Which {o} belongs to which {p}?
        {c} and their {ps}
        """)
    private static let perParent = Phrases(
        """
        How many {c} does each {p} have?
        [Count|Show] the [number of |]{c} for each {p}.
        How many {c} are there per {p}?
        [Show|Give me] every {p} with the number of {c}.
        """)
    private static let mostChildren = Phrases(
        """
        Which {p} has the most {c}?
        [Find|Name|Show] the {p} with the most {c}.
        What {p} has the largest number of {c}?
        """)
    private static let havingChildren = Phrases(
        """
        Which {ps} have more than {n} {c}?
        [List|Show|Find] [all |the |]{ps} with more than {n} {c}.
        {ps} that have more than {n} {c}
        """)
    private static let childless = Phrases(
        """
        Which {ps} have no {c}?
        [List|Show|Find] [all |the |]{ps} without [any |]{c}.
        {ps} that have no {c} [at all|]
        Which {ps} do not have any {c}?
        """)
    private static let parentsWith = Phrases(
        """
        Which {ps} have {c}{f}?
        [List|Show|Find] [all |the |]{ps} that have {c}{f}.
        [List|Show|Find] the {ps} of {c}{f}.
        {ps} with at least one of the {c}{f}
        """)
    private static let childrenWhere = Phrases(
        """
        [List|Show|Find] the {c} of {ps}{f}.
        Which {c} belong to {ps}{f}?
        [List|Show|Give me] all {c} that belong to {ps}{f}.
        """)
    private static let countWhere = Phrases(
        """
        How many {c} belong to {ps}{f}?
        How many {c} do {ps}{f} have?
        Count the {c} of {ps}{f}.
        """)
    private static let sumOf = Phrases(
        """
        What is the total {w} of the {c} of {v}?
        [Add up|Sum up] the {w} of the {c} of {v}.
        What is the {w} of all {c} of {v} together?
        """)
    private static let averageOf = Phrases(
        """
        What is the average {w} of the {c} of {v}?
        [Find|Give me] the mean {w} of the {c} of {v}.
        """)
    private static let averagePer = Phrases(
        """
        What is the average {w} of the {c} of each {p}?
        [Show|Give me] the average {w} of {c} per {p}.
        """)
    private static let totalPer = Phrases(
        """
        What is the total {w} of the {c} of each {p}?
        [Show|Give me] the total {w} of {c} per {p}.
        """)
    private static let grandchildren = Phrases(
        """
        [List|Show|Find] the {c} of all {m} of {v}.
        Which {c} belong to {m} of {v}?
        [List|Show] the {c} whose {o} belongs to the {p} {v}.
        """)

    mutating func joined(_ child: Table) -> (String, String)? {
        guard let link = child.parent else { return nil }
        let parent = schema.tables[link.table]
        let c = nouns(child)
        let ps = nouns(parent)
        let (p, o) = (parent.entity.singular, child.entity.singular)
        let condition = "\(child.name).\(link.column) = \(parent.name).\(parent.key)"
        let reversed = "\(parent.name).\(parent.key) = \(child.name).\(link.column)"
        let fromChild = "\(child.name) JOIN \(parent.name) ON \(condition)"
        let fromParent = "\(parent.name) JOIN \(child.name) ON \(reversed)"
        let (childName, parentName) = ("\(child.name).\(child.naming.name)", "\(parent.name).\(parent.naming.name)")
        let numbers = child.columns.filter { $0.attribute.isNumber && $0.attribute.kind != .year }
        switch composer.int(0...21) {
        case ..<4:
            let v = value(parent.naming.attribute)
            return (
                composer.write(Self.childrenOf, ["c": c, "p": p, "v": v.text]),
                "SELECT \(childName) FROM \(fromChild) WHERE \(parentName) = \(v.sql)"
            )
        case ..<6:
            let v = value(parent.naming.attribute)
            return (
                composer.write(Self.countsOf, ["c": c, "p": p, "v": v.text]),
                "SELECT COUNT(*) FROM \(fromChild) WHERE \(parentName) = \(v.sql)"
            )
        case 6:
            let v = value(child.naming.attribute)
            return (
                composer.write(Self.parentsOf, ["p": p, "o": o, "v": v.text]),
                "SELECT \(parentName) FROM \(fromParent) WHERE \(childName) = \(v.sql)"
            )
        case 7:
            return (
                composer.write(Self.withParents, ["c": c, "p": p, "ps": ps, "o": o]),
                "SELECT \(childName), \(parentName) FROM \(fromChild)"
            )
        case ..<10:
            return (
                composer.write(Self.perParent, ["c": c, "p": p]),
                "SELECT \(parentName), COUNT(*) FROM \(fromParent) GROUP BY \(parentName)"
            )
        case ..<12:
            return (
                composer.write(Self.mostChildren, ["c": c, "p": p]),
                "SELECT \(parentName) FROM \(fromParent) GROUP BY \(parentName) ORDER BY COUNT(*) DESC LIMIT 1"
            )
        case 12:
            let n = composer.int(2...12)
            let count = composer.chance(0.3) ? Composer.words(n) : String(n)
            return (
                composer.write(Self.havingChildren, ["c": c, "ps": ps, "n": count]),
                "SELECT \(parentName) FROM \(fromParent) GROUP BY \(parentName) HAVING COUNT(*) > \(n)"
            )
        case ..<15:
            return (
                composer.write(Self.childless, ["c": c, "ps": ps]),
                "SELECT \(parent.naming.name) FROM \(parent.name) WHERE NOT EXISTS (SELECT * FROM \(child.name) WHERE \(condition))"
            )
        case 15:
            guard let (filter, _) = filter(child) else { return nil }
            return (
                composer.write(Self.parentsWith, ["c": c, "ps": ps, "f": " " + filter.words]),
                "SELECT \(parent.naming.name) FROM \(parent.name) WHERE \(parent.key) IN "
                    + "(SELECT \(link.column) FROM \(child.name) WHERE \(filter.sql(in: nil)))"
            )
        case ..<18:
            guard let (filter, _) = filter(parent) else { return nil }
            let isCount = composer.chance(0.35)
            return (
                composer.write(
                    isCount ? Self.countWhere : Self.childrenWhere, ["c": c, "ps": ps, "f": " " + filter.words]),
                "SELECT \(isCount ? "COUNT(*)" : childName) FROM \(fromChild) WHERE \(filter.sql(in: parent.name))"
            )
        case ..<20:
            guard let number = numbers.randomElement(using: &composer.random) else { return nil }
            let isSum = composer.chance(0.5)
            let column = "\(child.name).\(number.name)"
            if composer.chance(0.5) {
                let v = value(parent.naming.attribute)
                return (
                    composer.write(isSum ? Self.sumOf : Self.averageOf, ["w": word(number), "c": c, "v": v.text]),
                    "SELECT \(isSum ? "SUM" : "AVG")(\(column)) FROM \(fromChild) WHERE \(parentName) = \(v.sql)"
                )
            }
            return (
                composer.write(isSum ? Self.totalPer : Self.averagePer, ["w": word(number), "c": c, "p": p]),
                "SELECT \(parentName), \(isSum ? "SUM" : "AVG")(\(column)) FROM \(fromParent) GROUP BY \(parentName)"
            )
        default:
            guard let above = parent.parent else { return nil }
            let top = schema.tables[above.table]
            let v = value(top.naming.attribute)
            return (
                composer.write(
                    Self.grandchildren, ["c": c, "m": ps, "o": p, "p": top.entity.singular, "v": v.text]),
                "SELECT \(childName) FROM \(fromChild) JOIN \(top.name) ON \(parent.name).\(above.column) = "
                    + "\(top.name).\(top.key) WHERE \(top.name).\(top.naming.name) = \(v.sql)"
            )
        }
    }
}
