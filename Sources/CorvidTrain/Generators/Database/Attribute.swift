/// What a table may hold about its rows: how columns call it, how people do, and how they compare by it.
struct Attribute: Sendable {
    var id: String
    var columns: [String]
    var words: [String]
    var kind: ValueKind
    /// Of numbers and dates: with `{n}`; of texts: with `{v}`.
    var more: [Phrase]
    var less: [Phrase]
    /// "most expensive"; empty where there is no such word.
    var most: [String]
    var least: [String]

    var isNumber: Bool {
        switch kind {
        case .integer, .decimal, .year: true
        default: false
        }
    }
    var isDate: Bool { kind == .date }
    /// Texts that many rows share.
    var isCategory: Bool {
        switch kind {
        case .choice: true
        case .words(let list): list != "thing"
        default: false
        }
    }
    var isText: Bool { !isNumber && !isDate }
    /// As SQLite declares it.
    var type: String {
        switch kind {
        case .integer, .year: "INTEGER"
        case .decimal: "REAL"
        case .date: "DATE"
        default: "TEXT"
        }
    }

    static let byID: [String: Attribute] = Dictionary(
        lines.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmed }
            guard fields.count == 8, let kind = ValueKind(fields[3]) else { return nil }
            func list(_ place: Int) -> [String] { fields[place].split(separator: ";").map { $0.trimmed } }
            return (
                fields[0],
                Attribute(
                    id: fields[0], columns: list(1), words: list(2), kind: kind, more: list(4).map { Phrase($0) },
                    less: list(5).map { Phrase($0) }, most: list(6), least: list(7))
            )
        }, uniquingKeysWith: { first, _ in first })

    // id | columns | words | kind | more, or being | less, or not being | most | least
    private static let lines = """
        person | name;full name;fullname;contact name | name | fullname | | | |
        thing | name;title;item name;label;descr | name | words thing | | | |
        title | title;name;caption;heading | title;name | title | | | |
        place | name;site name;label | name | words surname | | | |
        code | code;number;ref;reference;serial no | code;reference;number | code | | | |
        price | price;unit price;cost;price eur;list price | price;cost | num 2 300 2 | that cost more than {n};priced over {n};dearer than {n};with a price above {n} | that cost less than {n};cheaper than {n};priced under {n};for less than {n} | most expensive;dearest | cheapest;least expensive
        salary | salary;pay;monthly pay;wage;income | salary;pay;income | int 900 9000 50 | who earn more than {n};earning over {n};with a salary above {n};paid more than {n} | who earn less than {n};earning under {n};with a salary below {n} | best paid;highest earning | worst paid;lowest earning
        age | age;age years;yrs | age | int 5 90 | older than {n};over {n} years old;aged over {n} | younger than {n};under {n} years old;below {n} years | oldest | youngest
        weight | weight;weight kg;mass;wt | weight | num 1 90 1 | heavier than {n} kg;that weigh more than {n};weighing over {n} kg | lighter than {n} kg;that weigh less than {n};weighing under {n} kg | heaviest | lightest
        length | length;length cm;len;size cm | length | int 5 900 | longer than {n};with a length over {n} | shorter than {n};with a length under {n} | longest | shortest
        height | height;height m;elevation;alt | height | int 2 900 | higher than {n};taller than {n} | lower than {n};less than {n} high | tallest;highest | lowest
        stock | stock;in stock;quantity;qty;units | stock;quantity;number in stock | int 0 400 | with more than {n} in stock;of which more than {n} are left | with fewer than {n} in stock;of which less than {n} are left | |
        amount | amount;total;total amount;value;sum due | amount;total;value | num 5 900 2 | over {n};of more than {n};with an amount above {n} | under {n};of less than {n};with an amount below {n} | largest;highest | smallest;lowest
        rating | rating;stars;score;avg rating | rating;score | num 1 5 1 | rated above {n};with a rating over {n};rated better than {n} | rated below {n};with a rating under {n};rated worse than {n} | best rated;highest rated | worst rated;lowest rated
        capacity | capacity;seats;max people;places | capacity;number of seats | int 10 900 | with more than {n} seats;for more than {n} people;with room for over {n} | with fewer than {n} seats;for less than {n} people | largest | smallest
        population | population;inhabitants;pop;residents | population;number of inhabitants | int 500 900000 | with more than {n} inhabitants;with a population over {n} | with fewer than {n} inhabitants;with a population under {n} | largest;most populous | smallest
        pages | pages;page count;num pages | number of pages;page count;pages | int 40 900 | with more than {n} pages;longer than {n} pages | with fewer than {n} pages;shorter than {n} pages | longest;thickest | shortest;thinnest
        minutes | minutes;duration;duration min;runtime;length min | duration;length;number of minutes | int 5 240 | longer than {n} minutes;that take more than {n} minutes | shorter than {n} minutes;that take less than {n} minutes | longest | shortest
        distance | distance;km;distance km;dist | distance | int 2 900 | longer than {n} km;of more than {n} km | shorter than {n} km;of less than {n} km | longest | shortest
        points | points;pts;score;goals | points;score | int 0 120 | with more than {n} points;that scored over {n} | with fewer than {n} points;that scored under {n} | |
        year | year;yr;release year;built in;year made | year | year | made after {n};from after {n};newer than {n} | made before {n};from before {n};older than {n} | newest;latest | oldest;earliest
        hours | hours;hrs;hours worked;num hours | hours;number of hours | int 1 60 | with more than {n} hours;of over {n} hours | with fewer than {n} hours;of under {n} hours | longest | shortest
        budget | budget;funds;budget eur | budget | int 500 90000 100 | with a budget over {n};with more than {n} to spend | with a budget under {n};with less than {n} to spend | richest | poorest
        area | area;area sqm;surface;sq m | area | int 10 900 | larger than {n} square meters;with an area over {n} | smaller than {n} square meters;with an area under {n} | largest;biggest | smallest
        speed | speed;top speed;max speed;kmh | speed;top speed | int 20 300 | faster than {n} km/h;with a speed over {n} | slower than {n} km/h;with a speed under {n} | fastest | slowest
        calories | calories;kcal;energy | calories;number of calories | int 20 900 | with more than {n} calories | with fewer than {n} calories;with less than {n} calories | |
        city | city;town;location;city name | city;town | words city | in {v};from {v};located in {v} | not in {v};outside of {v};not from {v} | |
        country | country;nation;country name;origin | country | words country | in {v};from {v} | not from {v};not in {v};outside {v} | |
        color | color;colour;paint;color name | color | words color | that are {v};in {v};of the color {v} | that are not {v};not in {v} | |
        material | material;made of;fabric | material | words material | made of {v};of {v} | not made of {v} | |
        topic | subject;topic;field;discipline;area of work | subject;topic;field | words topic | on {v};about {v};in the field of {v} | not on {v};not about {v} | |
        job | job;profession;position;job title;role | job;profession;position | words job | whose job is {v};working as {v};with the position {v} | who are not {v}s;not working as {v} | |
        room | room;room name;location;place | room;place | words room | in the {v};kept in the {v} | not in the {v};outside the {v} | |
        weekday | weekday;day;day of week | weekday;day | words weekday | on {v};held on {v} | not on {v} | |
        animal | species;kind;animal;breed | species;kind of animal | words animal | of the species {v};that are {v}s | that are no {v}s | |
        food | dish;food;main ingredient;ingredient | dish;ingredient;food | words food | with {v};made with {v} | without {v} | |
        status | status;state;stage | status;state | enum open/closed/pending/paid/cancelled/done | with status {v};that are {v};whose status is {v} | that are not {v};with another status than {v} | |
        category | category;type;kind;class | category;type;kind | enum standard/premium/basic/special/digital/outdoor | of the type {v};in the category {v};of category {v} | not of the type {v};outside the category {v} | |
        genre | genre;style;kind | genre;style | enum crime/poetry/comedy/drama/jazz/folk/fantasy/history | of the genre {v};in the genre {v};whose genre is {v} | not of the genre {v} | |
        level | level;difficulty;grade | level;difficulty | enum easy/medium/hard/expert | of level {v};that are {v};with difficulty {v} | that are not {v} | |
        gender | gender;sex | gender | enum female/male | who are {v};of {v} gender | who are not {v} | |
        joined | joined;joined on;hire date;start date;since;member since | start date;date of joining;entry date | date | who joined after {n};who started after {n};here since after {n} | who joined before {n};who started before {n} | newest | longest serving
        ordered | order date;ordered on;date;sold on;dt;purchase date | date;order date | date | after {n};dated after {n};from after {n} | before {n};dated before {n};from before {n} | latest;most recent | earliest;oldest
        due | due date;due;deadline;due on | due date;deadline | date | due after {n};with a deadline after {n} | due before {n};with a deadline before {n} | |
        returned | returned on;return date;closed on;finished on;end date | return date;end date | date | returned after {n};ended after {n} | returned before {n};ended before {n} | |
        born | birth date;born;dob;date of birth | date of birth;birth date | date | born after {n} | born before {n} | youngest | oldest
        email | email;mail;email address;contact | email;email address | email | | | |
        phone | phone;tel;phone number;mobile | phone number;telephone number | phone | | | |
        note | note;remarks;comment;notes | note;comment;remark | message | | | |
        street | street;address;street address | street;address | address | | | |
        maker | builder;maker;producer;owner;designer | maker;builder | fullname | made by {v};built by {v};from {v} | not made by {v} | |
        manager | manager;head;boss;director | manager;head;director | fullname | managed by {v};whose head is {v} | not managed by {v} | |
        """
}
