extension Words {
    static let colors = split(
        """
        amber aqua beige black blue bronze brown burgundy charcoal cherry copper coral cream crimson cyan ebony emerald \
        golden gray green indigo ivory jade khaki lavender lemon lilac lime magenta maroon mauve mint mustard navy ochre \
        olive orange peach pink plum purple red rose ruby rust salmon sand scarlet silver tan teal turquoise violet white \
        yellow
        """)

    static let adjectives = split(
        """
        able ancient angry awkward bare basic bent bitter blank blunt bold brave brief bright brisk broad broken bulky \
        busy calm careful cheap cheerful clean clear clever cloudy coarse cold common compact complete cool costly cozy \
        crisp cruel curious curly curved daily damp daring dark dear decent deep dense direct dirty distant double dry \
        dull dusty eager early elegant empty exact faint fair faithful famous fancy fast fertile fierce fine firm flat \
        flexible fluffy foggy foreign formal fragile free frequent fresh friendly frozen full funny gentle genuine giant \
        glossy graceful grand great guilty handsome handy happy hard harsh heavy hidden high hollow honest huge humble \
        hungry icy ideal idle jolly keen kind large late lazy lean lengthy light lively local lonely long loose loud \
        lovely loyal lucky mad major mature mellow mild minor misty modern modest moist narrow natural neat nervous new \
        nimble noble noisy normal odd old open ordinary pale patient perfect plain playful pleasant polite poor popular \
        precious pretty private proper proud public pure quick quiet rapid rare raw ready recent regular remote rich \
        rigid ripe rotten rough round royal rude rural rusty sad safe salty secret sensible separate serious severe \
        shallow sharp shiny short shy silent silly simple single sleepy slender slim slow small smart smooth soft solid \
        sour spare special square stable steady steep stiff strange strict strong sturdy subtle sudden sunny super sweet \
        swift tall tame tender thick thin thirsty tidy tight tiny tired tough tricky ugly unusual urban urgent useful \
        usual vague vain valid vast violent vital vivid warm weak wealthy weary weird wet whole wicked wide wild wise \
        witty wooden worn worthy young
        """)

    static let adverbs = split(
        """
        again almost already always annually away badly barely briefly brightly calmly carefully clearly closely daily \
        deeply directly early easily enough entirely equally eventually evenly exactly fairly finally firmly forever \
        fully gently gladly gradually happily hardly hourly indeed instead kindly largely lately later lightly loudly \
        mainly merely monthly mostly nearly neatly never nightly nowadays often once openly partly perhaps plainly poorly \
        promptly quickly quietly quite rarely really recently roughly sadly seldom sharply shortly simply slightly slowly \
        smoothly softly soon sometimes steadily still strongly suddenly surely swiftly thus together tomorrow tonight \
        totally twice usually warmly weekly widely wisely yearly yesterday yet
        """)
}
