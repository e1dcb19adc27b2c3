extension Words {
    /// Regular and irregular verbs in their first form.
    static let verbs = split(
        """
        accept add adjust admire admit adopt advise agree aim allow announce answer appear apply approve argue arrange \
        arrive ask assemble attach attend bake balance bargain beg begin believe belong bend bind blend bless block blow \
        boil borrow bounce bow break breathe bring brush build burn bury buy calculate call camp care carry carve catch \
        celebrate change charge chase check cheer chew choose clap clean climb close collect comb combine come compare \
        complain complete connect consider contain continue cook copy correct cost count cover crack crash crawl create \
        cross cry cure cut cycle dance dare deal decide decorate deliver demand deny depend describe deserve destroy \
        develop dig disagree discover discuss dive divide double doubt draw dream dress drink drive drop dry earn eat \
        edit employ empty encourage end enjoy enter entertain escape examine exchange excite excuse exercise exist \
        expand expect explain explore extend face fade fail fall fasten feed feel fetch fill find finish fish fit fix \
        flash float flood flow fly fold follow force forget form forgive found frame freeze gather gaze give glow glue go \
        grab greet grin grind grip grow guard guess guide hand hang happen hate haul head heal heap hear heat help hide \
        hire hit hold hope hop hug hum hunt hurry identify imagine improve include increase inform inject inspect \
        instruct intend interest invent invite iron itch join joke judge juggle jump keep kick kneel knit knock know label \
        land last laugh launch lay lead lean learn leave lend let level lick lie lift light like limit link list listen \
        live load lock long look lose love make manage march mark marry match matter measure meet melt mend mention mind \
        miss mix move multiply name need nest nod note notice number obey observe obtain occur offer open order organise \
        overflow owe own pack paddle paint park pass paste pause pay peel perform pick pinch place plan plant play please \
        plough plug point polish pour practise praise pray predict prefer prepare present preserve press pretend prevent \
        print produce promise protect prove provide pull pump punch punish push put question queue race raise reach read \
        realise receive recognise record reduce reflect refuse regret reject relax release rely remain remember remind \
        remove rent repair repeat replace reply report request rescue rest retire return review rhyme ride ring rinse \
        rise risk roll row rub ruin rule run rush sail satisfy save say scan scatter scold scrape scratch scrub seal \
        search see sell send separate serve set settle sew shade shake shape share sharpen shave shelter shine ship shoot \
        shop show shrink shut sign sing sink sip sit sketch ski skip sleep slice slide slip slow smell smile smooth \
        sneeze solve sort sound spare spark speak spell spend spill spin split spoil spot spray spread squash squeeze \
        stack stain stamp stand stare start stay steal steer stir stitch stop store strengthen stretch strike study \
        suggest suit supply support suppose surprise surround suspect swallow swap sweep swim swing switch talk tame tap \
        taste teach tear tease tell tempt test thank think throw tick tickle tie tip touch tour tow trace trade train \
        transport trap travel treat trick trim trot trouble trust try tug turn twist type understand undress unite unlock \
        unpack use vanish visit wait wake walk wander want warm warn wash waste watch water wave wear weigh welcome \
        whisper whistle win wink wipe wish wonder work worry wrap write yawn zip
        """)

    static let topics = entries(
        """
        algebra, anatomy, archaeology, architecture, astronomy, badminton, ballet, baking, basketball, beekeeping, biology
        birdwatching, botany, boxing, calligraphy, camping, canoeing, ceramics, chemistry, chess, choir, cinema, climbing
        cooking, cricket, cycling, dancing, debating, diving, drama, drawing, ecology, economics, embroidery, fencing
        first aid, fishing, football, gardening, geography, geology, geometry, golf, grammar, gymnastics, handball, hiking
        history, hockey, jazz, journalism, judo, juggling, karate, knitting, law, literature, logic, magic, mathematics
        meditation, metalwork, meteorology, music, mythology, navigation, nutrition, opera, origami, painting, philosophy
        photography, physics, poetry, politics, pottery, printing, programming, psychology, puppetry, robotics, rowing
        rugby, running, sailing, sculpture, sewing, singing, skating, skiing, sociology, spelling, statistics, surfing
        swimming, tennis, theatre, volleyball, weaving, woodwork, wrestling, yoga, zoology
        """)

    static let events = entries(
        """
        anniversary, auction, bake sale, ball, banquet, barbecue, bazaar, birthday party, book fair, boat race, carnival
        ceremony, charity run, competition, concert, conference, contest, convention, course, craft fair, debate, dinner
        exhibition, excursion, fair, fashion show, festival, film night, flea market, fundraiser, gala, graduation
        hackathon, harvest festival, jubilee, kite day, lecture, lesson, marathon, market, match, meeting, opening, parade
        party, performance, picnic, play, press conference, quiz night, race, reading, reception, recital, rehearsal
        reunion, review, safety drill, school trip, seminar, service, show, sports day, summit, talent show, talk
        tournament, tour, training, trial, wedding, workshop
        """)
}
