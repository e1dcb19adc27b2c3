import Testing

@testable import CorvidTrain

@Suite struct SQLWriterTests {
    /// Singers, concerts and who sang where.
    private static let schema: SQLSchema = {
        var singer = SQLSchema.Table(
            name: "Singer",
            columns: ["Singer_ID", "Name", "Age", "Country"].map { SQLSchema.Column(name: $0, type: .text) })
        singer.columns[0].type = .number
        singer.columns[2].type = .number
        singer.columns[0].isKey = true
        var concert = SQLSchema.Table(
            name: "concert",
            columns: ["concert_id", "year", "Theme"].map { SQLSchema.Column(name: $0, type: .number) })
        concert.columns[2].type = .text
        concert.columns[0].isKey = true
        var link = SQLSchema.Table(
            name: "singer_in_concert",
            columns: ["concert_id", "singer_id"].map { SQLSchema.Column(name: $0, type: .number) })
        link.columns[0].reference = (1, 0)
        link.columns[1].reference = (0, 0)
        return SQLSchema(tables: [singer, concert, link])
    }()

    private static func written(_ sql: String) throws -> String {
        let query = try SQLParser.parse(sql)
        var observer = SQLObserver(schema)
        try observer.observe(query)
        var schema = observer.schema
        schema.settle()
        return try SQLWriter.template(query, schema).text(
            table: { schema.tables[$0].name }, column: { schema.tables[$0].columns[$1].name })
    }

    @Test(arguments: [
        ("select count(*) from singer", "SELECT COUNT(*) FROM Singer"),
        (
            "SELECT  name , age FROM singer WHERE country = \"France\" and AGE >= 20 ORDER BY age desc limit 3",
            "SELECT Name, Age FROM Singer WHERE Country = 'France' AND Age >= 20 ORDER BY Age DESC LIMIT 3"
        ),
        (
            "SELECT T1.name FROM singer AS T1 JOIN singer_in_concert AS T2 ON T1.singer_id = T2.singer_id "
                + "JOIN concert AS T3 ON T2.concert_id = T3.concert_id WHERE T3.year = 2014",
            "SELECT Singer.Name FROM Singer JOIN singer_in_concert ON Singer.Singer_ID = singer_in_concert.singer_id "
                + "JOIN concert ON singer_in_concert.concert_id = concert.concert_id WHERE concert.year = 2014"
        ),
        // The table that is selected from comes first.
        (
            "SELECT T2.theme, count(*) FROM singer_in_concert AS T1 JOIN concert AS T2 ON T1.concert_id = T2.concert_id "
                + "GROUP BY T2.theme HAVING count(*) > 2",
            "SELECT concert.Theme, COUNT(*) FROM concert JOIN singer_in_concert "
                + "ON concert.concert_id = singer_in_concert.concert_id GROUP BY concert.Theme HAVING COUNT(*) > 2"
        ),
        (
            "SELECT name FROM singer WHERE age > (SELECT avg(age) FROM singer)",
            "SELECT Name FROM Singer WHERE Age > (SELECT AVG(Age) FROM Singer)"
        ),
        (
            "SELECT name FROM singer WHERE singer_id NOT IN (SELECT singer_id FROM singer_in_concert)",
            "SELECT Name FROM Singer WHERE Singer_ID NOT IN (SELECT singer_id FROM singer_in_concert)"
        ),
        (
            "SELECT country FROM singer WHERE age > 40 INTERSECT SELECT country FROM singer WHERE age < 30",
            "SELECT Country FROM Singer WHERE Age > 40 INTERSECT SELECT Country FROM Singer WHERE Age < 30"
        ),
        (
            "SELECT name FROM singer WHERE name LIKE '%O''Neil%' OR name != \"x\"",
            "SELECT Name FROM Singer WHERE Name LIKE '%O''Neil%' OR Name <> 'x'"
        ),
        ("SELECT max(age) - min(age) FROM singer", "SELECT MAX(Age) - MIN(Age) FROM Singer"),
        ("SELECT name FROM singer WHERE age = '30'", "SELECT Name FROM Singer WHERE Age = 30"),
        (
            "SELECT name FROM singer WHERE (age < 20 OR age > 60) AND country IN ('France', 'Chile')",
            "SELECT Name FROM Singer WHERE (Age < 20 OR Age > 60) AND Country IN ('France', 'Chile')"
        ),
        (
            "SELECT DISTINCT country FROM singer WHERE age BETWEEN 20 AND 30;",
            "SELECT DISTINCT Country FROM Singer WHERE Age BETWEEN 20 AND 30"
        ),
        // A column that is compared with texts holds texts, whatever was declared.
        ("SELECT theme FROM concert WHERE year = 'last'", "SELECT Theme FROM concert WHERE year = 'last'"),
    ])
    func writesTheToolsForm(_ sql: String, _ expected: String) throws {
        #expect(try Self.written(sql) == expected)
    }

    @Test(arguments: [
        "SELECT name FROM singer AS a JOIN singer AS b ON a.age = b.age",
        "SELECT name FROM (SELECT name FROM singer)",
        "SELECT name, age FROM singer UNION SELECT theme, year FROM concert",
        "SELECT name FROM nothing",
        "SELECT shoe FROM singer",
        "SELECT name FROM singer, concert",
        "SELECT avg(age) FROM singer ORDER BY age",
        "DELETE FROM singer",
        "SELECT name FROM singer WHERE name = 'x",
        "SELECT name FROM singer WHERE " + String(repeating: "(", count: 1_000),
    ])
    func refusesWhatTheGrammarCannotSay(_ sql: String) {
        #expect(throws: SQLParser.Unsupported.self) { try Self.written(sql) }
    }
}
