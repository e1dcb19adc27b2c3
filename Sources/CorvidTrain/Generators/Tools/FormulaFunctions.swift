import Corvid
import CorvidGrammar

/// Functions that compute a quantity from others, as science and trade have them: several numbers of one type, each said
/// with its name, in any order.
enum FormulaFunctions {
    private struct Formula {
        var title: String
        /// Name, then other words for it.
        var inputs: [[String]]
        var field: String
    }

    private static let formulas: [Formula] = table.split(separator: "\n").compactMap { line in
        let fields = line.split(separator: " | ").map { $0.trimmed }
        guard fields.count == 3 else { return nil }
        let inputs = fields[2].split(separator: ",").map { $0.split(separator: "/").map { $0.trimmed } }
        return Formula(title: fields[1], inputs: inputs, field: fields[0])
    }

    private static let table = """
        geometry | area of a triangle | base, height
        geometry | area of a rectangle | length, width
        geometry | perimeter of a rectangle | length, width
        geometry | volume of a box | length, width, height
        geometry | volume of a cylinder | radius, height
        geometry | volume of a cone | radius, height
        geometry | surface area of a cylinder | radius, height
        geometry | area of a trapezoid | top side/shorter side, bottom side/longer side, height
        geometry | area of an ellipse | major axis, minor axis
        geometry | length of an arc | radius, angle
        geometry | hypotenuse of a right triangle | first leg/side a, second leg/side b
        geometry | distance between two points | x1, y1, x2, y2
        geometry | midpoint of a line | x1, y1, x2, y2
        geometry | slope of a line | x1, y1, x2, y2
        geometry | area of a ring | outer radius, inner radius
        physics | kinetic energy | mass, velocity/speed
        physics | potential energy | mass, height
        physics | momentum of a body | mass, velocity/speed
        physics | force on a body | mass, acceleration
        physics | final velocity | initial velocity/starting speed, acceleration, time
        physics | density of a material | mass, volume
        physics | pressure on a surface | force, area
        physics | work done by a force | force, distance
        physics | average speed | distance, time
        physics | electric current | voltage, resistance
        physics | electric power | voltage, current
        physics | heat needed to warm a body | mass, specific heat, temperature change
        physics | gravitational force between bodies | first mass, second mass, distance
        physics | wavelength of a wave | speed, frequency
        physics | period of a pendulum | length, gravity
        physics | lens magnification | image height, object height
        physics | spring force | spring constant/stiffness, extension/stretch
        physics | resistance of parallel resistors | first resistance, second resistance
        physics | buoyant force | fluid density, volume
        chemistry | molarity of a solution | moles of solute/moles, volume
        chemistry | dilution volume | initial concentration, initial volume, final concentration
        chemistry | amount of substance | mass, molar mass
        chemistry | pressure of a gas | moles, temperature, volume
        biology | growth of a population | initial population, growth rate, years
        biology | dose of a medicine | body weight, dose per kilogram
        biology | heart rate zone | age, resting heart rate
        finance | simple interest | principal/capital, rate, years
        finance | compound interest | principal/capital, rate, years, periods per year
        finance | monthly payment of a loan | loan amount/principal, annual rate, years
        finance | present value | future value, discount rate, periods
        finance | return on investment | gain, cost
        finance | profit margin | revenue, cost
        finance | price after discount | price, discount
        finance | sales tax | price, tax rate
        finance | break even point | fixed costs, price per unit, cost per unit
        finance | depreciation of an asset | purchase price, salvage value, useful life
        finance | dividend yield | annual dividend, share price
        finance | tip for a bill | bill, tip percent/tip, number of people/people
        finance | hourly pay | salary, hours per week
        finance | price per unit | total price, quantity
        statistics | z-score | value, mean, standard deviation
        statistics | binomial probability | trials, successes, probability of success
        statistics | combinations | items/n, chosen/k
        statistics | permutations | items/n, chosen/k
        statistics | confidence interval of a mean | sample mean, standard deviation, sample size
        statistics | percent change | old value, new value
        statistics | correlation sample size | effect size, power
        numbers | greatest common divisor | first number/a, second number/b
        numbers | least common multiple | first number/a, second number/b
        numbers | power of a number | base, exponent
        numbers | root of a number | number, degree
        numbers | remainder of a division | dividend, divisor
        numbers | logarithm of a number | number, base
        numbers | random integer | minimum, maximum
        numbers | sum of an arithmetic series | first term, difference/common difference, number of terms
        numbers | term of a geometric series | first term, ratio/common ratio, position
        travel | fuel needed for a trip | distance, consumption
        travel | cost of a trip | distance, consumption, fuel price
        travel | time of arrival | distance, speed, start hour
        travel | braking distance | speed, friction
        building | paint for a wall | wall length, wall height, coats
        building | tiles for a floor | floor length, floor width, tile size
        building | concrete for a slab | length, width, thickness
        building | steps of a stair | total rise, step height
        building | bricks for a wall | wall length, wall height, brick length, brick height
        farming | seed for a field | field area, seed rate
        farming | water for a garden | area, water depth
        farming | yield of a field | field area, yield per hectare
        sound | echo distance | time, speed of sound
        sound | beats of a song | tempo, minutes
        image | aspect ratio of a picture | width, height
        image | size of a file | width, height, bits per pixel
        image | crop of a picture | left, top, width, height
        network | download time | file size, bandwidth
        network | transfer rate | data size, time
        sport | pace of a run | distance, minutes
        sport | calories of a workout | weight, minutes, intensity
        sport | batting average | hits, at bats
        cooking | scaled amount of an ingredient | amount, old servings, new servings
        cooking | roasting time | weight, minutes per kilogram
        astronomy | orbital period | semi major axis, star mass
        astronomy | escape velocity | mass, radius
        astronomy | apparent brightness | luminosity, distance
        """

    private static let descriptions = Phrases(
        """
        [Calculate|Compute|Find|Determine|Return|Get] the {t}
        [Calculates|Computes|Returns|Finds] the {t}
        [Calculate|Compute] the {t} from {l}
        [Calculates|Computes] the {t}, given {l}
        The {t}
        """)
    private static let orders = Phrases(
        """
        [calculate|compute|find|determine|work out|get] the {t}
        [give|tell] me the {t}
        ?What is the {t}
        ?What's the {t}
        ?How large is the {t}
        [find out|tell me] what the {t} is
        """)
    private static let mentions = Phrases(
        """
        with [a |]{w} of {v}
        with {w} {v}
        for [a |]{w} of {v}
        given [a |]{w} of {v}
        if the {w} is {v}
        when the {w} is {v}
        and [a |]{w} of {v}
        where the {w} is {v}
        {w} {v}
        """)

    static func function(_ composer: inout Composer, taken: Set<String>, style: Composer.NameStyle) -> InventedFunction
    {
        let formula = composer.pick(formulas)
        let inputs = composer.chance(0.5) ? formula.inputs : composer.shuffled(formula.inputs)
        let title = formula.title.replacing(" of a ", with: " ").replacing(" of an ", with: " ")
        var slots: [InventedFunction.Slot] = []
        var parameters: [ParameterSchema.Parameter] = []
        let isWhole = composer.chance(0.6)
        func add(_ concept: ParameterConcept, _ words: String, isRequired: Bool, _ composer: inout Composer) {
            let name = composer.joined(Words.split(words), style == .camel || style == .pascal ? .camel : .snake)
            guard !slots.contains(where: { $0.name == name }) else { return }
            let (parameter, isISO) = InventedFunction.parameter(
                concept, name, isRequired: isRequired, of: title, &composer)
            parameters.append(parameter)
            slots.append(.init(name: name, concept: concept, isRequired: isRequired, isISO: isISO))
        }
        for words in inputs {
            let spoken = composer.pick(words)
            let kind: ValueKind = isWhole ? .integer(2...150, step: 1) : .decimal(1...90, places: composer.int(1...2))
            let forms = mentions.forms(for: composer.portion).map { form in
                Phrase(form.source.replacing("{w}", with: spoken))
            }
            add(
                ParameterConcept(id: "", names: words, kind: kind, mentions: forms, descriptions: []),
                composer.pick(words),
                isRequired: true, &composer)
        }
        if composer.chance(0.3) {
            let places = Phrases("rounded to {v} places\nwith {v} decimals\nto {v} digits").forms(for: .training)
            add(
                ParameterConcept(
                    id: "", names: ["precision"], kind: .integer(2...6, step: 1), mentions: places,
                    descriptions: [Phrase("Digits behind the point")]),
                composer.pick(["precision", "decimals", "digits", "round to"]), isRequired: false, &composer)
        } else if composer.chance(0.25), let unit = ParameterConcept.byID["unit_length"], formula.field == "geometry" {
            add(unit, composer.pick(unit.names), isRequired: false, &composer)
        }
        let verb = composer.pick(["calculate", "compute", "get", "find", "calc"])
        let words = composer.chance(0.4) ? title : verb + " " + title
        var name = composer.joined(
            Words.split(words.replacing("-", with: " ")).filter {
                !["of", "a", "an", "the", "for", "to", "by"].contains($0)
            },
            style == .dotted ? .snake : style)
        if style == .dotted { name = formula.field + "." + name }
        if taken.contains(name) { name += "2" }
        let list = Words.list(slots.filter(\.isRequired).map(\.words))
        let description = composer.write(descriptions, ["t": formula.title, "l": list])
        let forms = orders.forms(for: composer.portion).map { Phrase($0.source.replacing("{t}", with: formula.title)) }
        return InventedFunction(
            definition: ToolDefinition(
                name: name, description: description, parameters: ParameterSchema(parameters).json),
            slots: slots, orders: forms, object: title)
    }
}
