extension StringFormat {
    static let fullDate: String = {
        let day28 = "(?:0[1-9]|1[0-9]|2[0-8])"
        let long = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
        let short = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
        let multipleOfFour = "(?:[02468][048]|[13579][26])"
        let leapYear = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|\(multipleOfFour)00)"
        return "[0-9]{4}-(?:\(long)|\(short)|02-\(day28))|\(leapYear)-02-29"
    }()

    /// Units descend without gaps, weeks stand alone.
    static let durationPattern: String = {
        let second = "[0-9]+S"
        let minute = "[0-9]+M(?:\(second))?"
        let time = "T(?:[0-9]+H(?:\(minute))?|\(minute)|\(second))"
        let day = "[0-9]+D"
        let month = "[0-9]+M(?:\(day))?"
        let date = "(?:\(day)|\(month)|[0-9]+Y(?:\(month))?)"
        return "P(?:\(date)(?:\(time))?|\(time)|[0-9]+W)"
    }()
}
