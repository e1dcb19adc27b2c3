/// What the rows of a table are.
struct EntityKind: Sendable {
    var singular: String
    var plural: String
    /// Other words for them, plural.
    var synonyms: [String]
    /// The attribute that names a row.
    var naming: Attribute
    var attributes: [Attribute]
    /// Whether "who" asks for it.
    var isPerson: Bool

    static let all: [EntityKind] = lines.split(separator: "\n").compactMap { line in
        let fields = line.split(separator: "|").map { $0.trimmed }
        guard fields.count == 4 else { return nil }
        let nouns = fields[0].split(separator: ";").map { $0.trimmed }
        guard let naming = Attribute.byID[fields[2]], nouns.count > 1 else { return nil }
        return EntityKind(
            singular: nouns[0], plural: nouns[1], synonyms: Array(nouns.dropFirst(2)), naming: naming,
            attributes: Words.split(fields[3]).compactMap { Attribute.byID[$0] }, isPerson: fields[1] == "who")
    }

    private static let nouns = (Words.things + Words.foods + Words.animals + Words.plants).filter { noun in
        !noun.contains(" ") && !all.contains { $0.singular == noun }
    }

    /// Things of any kind, so that what rows are called is not learned by heart.
    static func invented(_ composer: inout Composer) -> EntityKind {
        let noun = composer.pick(nouns)
        let naming = composer.pick(["thing", "title", "place", "code"].compactMap { Attribute.byID[$0] })
        return EntityKind(
            singular: noun, plural: Words.plural(noun), synonyms: [], naming: naming,
            attributes: composer.pick(composer.int(4...8), of: anyAttributes), isPerson: false)
    }

    private static let anyAttributes = Words.split(
        """
        price weight length height stock rating year color material city country status category level maker manager \
        speed area amount room ordered points
        """
    ).compactMap { Attribute.byID[$0] }

    // singular;plural;synonyms | who or what | naming attribute | others
    private static let lines = """
        customer;customers;clients;buyers | who | person | city country age joined email phone
        employee;employees;workers;staff members;colleagues | who | person | job salary age city joined email
        student;students;pupils;learners | who | person | age city gender level joined points
        teacher;teachers;instructors;tutors | who | person | topic salary age city joined
        doctor;doctors;physicians | who | person | topic city phone age salary
        patient;patients | who | person | age gender city born phone
        driver;drivers;chauffeurs | who | person | age city joined rating
        author;authors;writers | who | person | country born age
        singer;singers;artists;performers | who | person | country age gender genre
        player;players;athletes | who | person | age points height country salary
        member;members;club members | who | person | city age joined email
        guest;guests;visitors | who | person | country city age phone
        supplier;suppliers;vendors | what | place | city country rating phone
        company;companies;firms;businesses | what | place | city country budget manager
        product;products;articles;items;goods | what | thing | price stock category color weight
        book;books;titles;volumes | what | title | pages price genre year
        film;films;movies | what | title | minutes year genre rating budget
        song;songs;tracks;tunes | what | title | minutes genre year rating
        album;albums;records | what | title | year genre price
        course;courses;classes | what | title | topic hours price level weekday
        exam;exams;tests | what | title | topic points ordered
        order;orders;purchases | what | code | amount ordered status city
        invoice;invoices;bills | what | code | amount due status ordered
        payment;payments;transfers | what | code | amount ordered status
        loan;loans;borrowings | what | code | ordered returned status
        booking;bookings;reservations | what | code | ordered amount status
        room;rooms;halls | what | room | capacity area price
        building;buildings;houses | what | place | height year city area
        city;cities;towns | what | city | population area country
        museum;museums | what | place | city year price
        painting;paintings;pictures;artworks | what | title | year price height
        hotel;hotels;inns | what | place | city rating price capacity
        restaurant;restaurants;diners | what | place | city rating food
        dish;dishes;meals | what | food | price calories category minutes
        recipe;recipes | what | title | minutes calories level food
        car;cars;vehicles | what | code | color price year speed
        ship;ships;vessels | what | place | length year speed country
        train;trains | what | code | speed capacity distance
        flight;flights | what | code | distance price minutes ordered
        route;routes;lines | what | code | distance minutes price
        station;stations;stops | what | place | city year height
        animal;animals;pets | what | place | animal age weight born
        plant;plants | what | thing | height color price room
        project;projects | what | title | budget status due manager
        task;tasks;jobs to do | what | title | hours status due level
        department;departments;units | what | topic | budget manager room
        team;teams;squads | what | place | city points year
        match;matches;games | what | code | points ordered city
        tool;tools;devices | what | thing | price material weight stock
        machine;machines | what | code | speed year price room
        warehouse;warehouses;depots | what | place | city capacity area
        shop;shops;stores;branches | what | place | city area manager
        event;events;gatherings | what | title | ordered city price capacity
        lesson;lessons | what | title | weekday minutes room topic
        river;rivers | what | place | length country
        mountain;mountains;peaks | what | place | height country
        field;fields;plots | what | code | area city
        sensor;sensors;meters | what | code | room status joined
        parcel;parcels;packages | what | code | weight city status ordered
        contract;contracts;agreements | what | code | amount ordered due status
        medicine;medicines;drugs | what | thing | price stock calories
        contest;contests;competitions | what | title | year city topic
        camp;camps | what | place | capacity price country
        """
}
