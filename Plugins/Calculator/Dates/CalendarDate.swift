/// A day of the Gregorian calendar, which is taken to have always been in force, perhaps with a time of day. ISO 8601.
struct CalendarDate: Hashable, Sendable, CustomStringConvertible {
    /// Days since 0001-01-01.
    let day: Int
    /// Seconds since midnight, if a time belongs to it.
    let second: Int?

    /// 0001-01-01 to 9999-12-31.
    static let days = 0..<3_652_059

    /// A day, if it lies in the years from 1 to 9999.
    init?(day: Int, second: Int? = nil) {
        guard Self.days.contains(day) else { return nil }
        self.day = day
        self.second = second
    }

    /// A day of a month, if it exists.
    init?(year: Int, month: Int, day: Int, second: Int? = nil) {
        guard 1...9_999 ~= year, 1...12 ~= month, day >= 1, day <= Self.daysInMonth(month, of: year) else { return nil }
        self.day = Self.daysBefore(year: year) + Self.daysBefore(month: month, of: year) + day - 1
        self.second = second
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func daysBefore(year: Int) -> Int {
        let past = year - 1
        return past * 365 + past / 4 - past / 100 + past / 400
    }

    private static func daysBefore(month: Int, of year: Int) -> Int {
        (1..<month).reduce(0) { $0 + daysInMonth($1, of: year) }
    }

    /// Year, month and day.
    var components: (year: Int, month: Int, day: Int) {
        // No year is shorter than 365 days, so that the guess is never too early; it is late by a few years at most.
        var year = day / 365 + 1
        while Self.daysBefore(year: year) > day { year -= 1 }
        var rest = day - Self.daysBefore(year: year)
        var month = 1
        while rest >= Self.daysInMonth(month, of: year) {
            rest -= Self.daysInMonth(month, of: year)
            month += 1
        }
        return (year, month, rest + 1)
    }

    /// 1 for Monday to 7 for Sunday. 0001-01-01 was a Monday.
    var weekday: Int { day % 7 + 1 }

    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    var weekdayName: String { Self.weekdays[weekday - 1] }

    /// The number of the week by ISO 8601: the first is that with the year's first Thursday.
    var week: Int {
        let thursday = day - (weekday - 1) + 3
        guard let date = CalendarDate(day: thursday) else { return 1 }
        return (thursday - Self.daysBefore(year: date.components.year)) / 7 + 1
    }

    /// The number of the day in its year.
    var dayOfYear: Int { day - Self.daysBefore(year: components.year) + 1 }

    /// The date so many months later; a day that the month does not have becomes its last.
    func adding(months: Int) -> CalendarDate? {
        let (year, month, day) = components
        let (total, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
        guard !overflow, 12...(9_999 * 12 + 11) ~= total else { return nil }
        let (newYear, newMonth) = (total / 12, total % 12 + 1)
        return CalendarDate(
            year: newYear, month: newMonth, day: min(day, Self.daysInMonth(newMonth, of: newYear)), second: second)
    }

    /// The date so many seconds later; without a time of day only if they are whole days.
    func adding(seconds: Int) -> CalendarDate? {
        // No two dates are further apart.
        guard seconds.magnitude < Self.days.count * 86_400 else { return nil }
        let total = (second ?? 0) + seconds
        let time = ((total % 86_400) + 86_400) % 86_400
        let newDay = day + (total - time) / 86_400
        return CalendarDate(day: newDay, second: second == nil && time == 0 ? nil : time)
    }

    /// Seconds since 0001-01-01.
    var seconds: Int { day * 86_400 + (second ?? 0) }

    /// The form of ISO 8601.
    var description: String {
        let (year, month, day) = components
        func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = "\(padded(year, 4))-\(padded(month))-\(padded(day))"
        guard let second else { return date }
        let time = "\(padded(second / 3_600)):\(padded(second / 60 % 60))"
        return date + "T" + time + (second % 60 == 0 ? "" : ":\(padded(second % 60))")
    }
}
