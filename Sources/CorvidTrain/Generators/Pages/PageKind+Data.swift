extension PageKind {
    static let places = """
        the {adjective} {animal} inn;the {color} {animal};hotel {city};the {plant} guest house;the old {job} inn | {s};Welcome to {s};{s} - rooms and food
        - rooms;number of rooms | int 4 90 | {s} has {v} rooms;{v} rooms wait for guests;guests sleep in {v} rooms | How many rooms does {s} have?;How many guest rooms are there?;What is the number of rooms?
        - owner;run by;host | fullname | {s} is run by {v};the owner is {v};{v} has owned {s} for years | Who runs {s}?;Who is the owner of {s}?;To whom does {s} belong?
        - built;opened;since | year | {s} was built in {v};the house dates from {v};it opened its doors in {v} | When was {s} built?;In which year did {s} open?;How old is {s}, that is, from which year?
        - breakfast;breakfast from | time | breakfast is served from {v};from {v} on there is breakfast | From when is breakfast served?;When can one have breakfast?;At what time does breakfast begin?
        - price;price per night;a night | int 40 300 | a night costs {v} euros;rooms are {v} euros a night;one pays {v} euros per night | What does a night cost?;How much is a room?;What is the price of a night at {s}?
        - phone;telephone;call us | phone | call {v} to book;the telephone number is {v};rooms can be booked at {v} | What number do I call to book?;What is the phone number of {s}?;How do I reach {s} by phone?
        - address;street;you find us at | address | {s} stands at {v};you find us at {v};the address is {v} | Where is {s}?;What is the address of {s}?;At which street is {s}?
        - closed;day off;closed on | words weekday | {s} is closed on {v};on {v} nobody works;the day off is {v} | On which day is {s} closed?;When is {s} not open?;What is the day off?
        - speciality;known for;dish | words food | {s} is known for its {v};the kitchen is famous for {v};guests love the {v} | What is {s} known for?;What is the speciality of the kitchen?;Which food is famous there?
        the {city} museum of {topic};the {topic} museum;the house of {topic};the {adjective} gallery | {s};Visit {s};{s}: hours and prices
        - opens;opening;open from | time | {s} opens at {v};doors open at {v};visitors may enter from {v} | When does {s} open?;From what time can one visit {s}?;At what hour do the doors open?
        - closes;closing;open until | time | {s} closes at {v};it is open until {v};the last visitors leave at {v} | When does {s} close?;Until when is {s} open?;What is the closing time?
        - admission;entry;ticket | num 2 30 2 | admission is {v} euros;a ticket costs {v};visitors pay {v} euros | What is the admission?;What does a ticket cost?;How much do visitors pay?
        - founded;since;founded in | year | {s} was founded in {v};it goes back to the year {v};since {v} it has been open to all | When was {s} founded?;Since which year has {s} existed?
        - director;head | fullname | the director is {v};{v} is the head of {s};{s} is led by {v} | Who is the director of {s}?;Who leads {s}?;Who is at the head of {s}?
        - exhibits;objects;pieces | int 200 90000 | {v} objects are on show;the collection holds {v} pieces;{s} owns {v} exhibits | How many objects are on show?;How large is the collection?;How many pieces does {s} own?
        - visitors;visitors a year | int 1000 900000 | {v} people visit {s} every year;last year there were {v} visitors | How many people visit {s} in a year?;What was the number of visitors?
        - free day;free on;free entry | words weekday | on {v} entry is free;admission is free on {v} | On which day is entry free?;When does one pay nothing?
        - tour;guided tour at;tours | time | a guided tour begins at {v};tours start at {v} every day | When does the guided tour begin?;At what time do tours start?
        the town of {city};the village of {surname};the city of {city};{surname}ville | {s};{s}: facts;About {s}
        - population;inhabitants;people | int 300 900000 | {s} has {v} inhabitants;{v} people live in {s};the population is {v} | How many people live in {s}?;What is the population of {s}?;How many inhabitants are there?
        - mayor | fullname | the mayor is {v};{v} has been mayor since the last election;{s} is governed by {v} | Who is the mayor of {s}?;Who governs {s}?
        - river;lies on | words surname | {s} lies on the river {v};the river {v} flows through {s} | On which river does {s} lie?;Which river flows through {s}?
        - founded;first mentioned | int 800 1900 | {s} was founded in {v};it is first mentioned in {v} | When was {s} founded?;In what year was {s} first mentioned?
        - area;square kilometers | int 5 900 | {s} covers {v} square kilometers;its area is {v} square kilometers | How large is {s}?;What area does {s} cover?
        - industry;known for;products | words material | {s} lives from {v};for centuries people there have worked with {v} | What does {s} live from?;What material have people in {s} worked with?
        - market day;market | words weekday | market day is {v};every {v} there is a market on the square | On which day is the market?;When is market day in {s}?
        - station;railway since | year | the railway came in {v};since {v} trains have stopped in {s} | When did the railway come to {s}?;Since when do trains stop in {s}?
        - twin town;partner;twinned with | words city | {s} is twinned with {v};its partner town is {v} | What is the twin town of {s}?;With which town is {s} twinned?
        """

    static let people = """

        {person} {surname};{person} {surname} | {s};{s} - a life;Portrait: {s}
        - born;year of birth | int 1820 1990 | {s} was born in {v};the year of birth is {v} | When was {s} born?;In which year was {s} born?
        - birthplace;born in;from | words city | {s} comes from {v};{s} grew up in {v};home was {v} | Where does {s} come from?;Where did {s} grow up?
        - profession;worked as;job | words job | {s} worked as a {v};by trade {s} was a {v};{s} is a {v} | What was the profession of {s}?;What did {s} work as?;What is {s} by trade?
        - married;spouse;married to | fullname | {s} married {v};{s} is married to {v} | Whom did {s} marry?;Who is {s} married to?
        - children | int 2 9 | {s} has {v} children;{v} children were born to {s} | How many children does {s} have?;What is the number of children of {s}?
        - teacher;studied with | fullname | {s} learned from {v};the teacher of {s} was {v} | Who taught {s}?;From whom did {s} learn?
        - field;studied;subject | words topic | {s} studied {v};{s} became known for work in {v} | What did {s} study?;In which field did {s} become known?
        - lives in;now in;home | words country | {s} now lives in {v};since then {s} has lived in {v} | Where does {s} live now?;In which country does {s} live?
        - prize;award in;honoured | year | in {v} {s} was honoured with a prize;{s} won a prize in {v} | When did {s} win a prize?;In what year was {s} honoured?
        - book;best known work;work | title | the best known work of {s} is {v};{s} wrote {v} | What is the best known work of {s}?;What did {s} write?
        - instrument;plays | words thing | in the evening {s} mends an old {v};the most treasured thing of {s} is a {v} | What is the most treasured thing of {s}?;What does {s} mend in the evening?
        the {topic} club of {city};the {city} {topic} society;the {adjective} {animal}s;the {animal} choir | {s};Join {s};{s}: who we are
        - members;number of members | int 12 900 | {s} has {v} members;{v} people belong to {s} | How many members does {s} have?;How many people belong to {s}?
        - meets on;meeting day;day | words weekday | {s} meets every {v};meetings are on {v} | On which day does {s} meet?;When are the meetings?
        - time;meets at | time | meetings begin at {v};it starts at {v} in the evening | At what time do meetings begin?;When does a meeting start?
        - room;where;meets in | words room | members meet in the {v};one finds {s} in the {v} | Where do the members meet?;In which room does {s} meet?
        - fee;membership;yearly fee | int 10 200 | membership costs {v} euros a year;the yearly fee is {v} euros | What does membership cost?;How high is the yearly fee?
        - chair;president;chaired by | fullname | {v} chairs {s};the president is {v} | Who chairs {s}?;Who is the president of {s}?
        - treasurer;money | fullname | the treasurer is {v};{v} looks after the money | Who looks after the money?;Who is the treasurer?
        - contact;email;write to | email | write to {v};the address for letters is {v} | What address do I write to?;How can one contact {s}?
        - founded;since | year | {s} was founded in {v};it has existed since {v} | When was {s} founded?;Since when has {s} existed?
        - next event;next | date | the next event is on {v};on {v} everybody is invited | When is the next event?;On which date is everybody invited?
        """

    static let things = """

        the {surname} {thing};the {adjective} {thing};the {material} {thing} | {s};Product: {s};{s} - data sheet
        - price;costs | num 3 900 2 | {s} costs {v} euros;it sells for {v};the price is {v} | What does {s} cost?;How much is {s}?;What is the price of {s}?
        - weight;weighs | num 1 40 1 | {s} weighs {v} kilograms;its weight is {v} kg | How heavy is {s}?;What does {s} weigh?
        - color;colour | words color | {s} comes in {v};the color is {v} | In which color does {s} come?;What color is {s}?
        - material;made of | words material | {s} is made of {v};it consists of {v} | What is {s} made of?;Which material does {s} consist of?
        - maker;made by;brand | words surname | {s} is made by {v};the maker is {v} | Who makes {s}?;Which firm makes {s}?
        - guarantee;warranty;years of guarantee | int 2 12 | the guarantee is {v} years;for {v} years it is repaired free of charge | How long is the guarantee?;For how many years is {s} repaired free of charge?
        - number;article;order number | code | the order number is {v};order it as {v} | Under what number does one order {s}?;What is the order number?
        - made in;origin | words country | {s} is made in {v};it comes from {v} | Where is {s} made?;From which country does {s} come?
        - in stock;pieces left;available | int 2 200 | {v} pieces are in stock;only {v} are left | How many pieces are in stock?;How many are left of {s}?
        - delivery;delivered in;days | int 2 14 | delivery takes {v} days;it arrives within {v} days | How long does delivery take?;Within how many days does {s} arrive?
        - designer;designed by | fullname | {s} was designed by {v};the design is by {v} | Who designed {s}?;Whose design is {s}?
        the ferry to {city};the {city} express;bus {surname};the night train to {city};the {color} line | {s};Timetable: {s};{s} - travel notes
        - leaves;departure;departs | time | {s} leaves at {v};departure is at {v} | When does {s} leave?;What is the time of departure?;At what time does {s} set off?
        - arrives;arrival | time | {s} arrives at {v};one gets there at {v} | When does {s} arrive?;What is the time of arrival?
        - fare;ticket;price | num 2 90 2 | the fare is {v};a ticket costs {v} euros | What is the fare?;How much is a ticket for {s}?
        - stops;number of stops | int 2 30 | {s} makes {v} stops;there are {v} stops on the way | How many stops does {s} make?;How many stops are on the way?
        - platform;pier;track | int 2 20 | {s} goes from platform {v};passengers board at platform {v} | From which platform does {s} go?;Where do passengers board?
        - runs on;days;day | words weekday | {s} runs only on {v};it goes every {v} | On which day does {s} run?;When in the week does {s} go?
        - seats;places | int 20 900 | {s} has {v} seats;there is room for {v} passengers | How many seats does {s} have?;For how many passengers is there room?
        - driver;captain | fullname | {v} is the driver;at the wheel sits {v} | Who drives {s}?;Who sits at the wheel?
        - first stop;next stop | words city | the first stop is {v};it halts first in {v} | What is the first stop?;Where does {s} halt first?
        - length;distance;kilometers | int 12 900 | the way is {v} kilometers long;it covers {v} kilometers | How long is the way?;How many kilometers does {s} cover?
        the {topic} course;the {event} in {city};the {city} {event};the {adjective} {event} | {s};Invitation: {s};Notice: {s}
        - date;day;when | date | {s} takes place on {v};the date is {v} | When does {s} take place?;On which date is {s}?
        - begins;start;from | time | {s} begins at {v};it starts at {v} | At what time does {s} begin?;When does it start?
        - ends;end;until | time | it ends at {v};{s} goes on until {v} | When does it end?;Until when does {s} go on?
        - place;room;where | words room | it is held in the {v};come to the {v} | Where is {s} held?;Where does one have to go?
        - led by;teacher;host | fullname | {s} is led by {v};{v} is in charge;your host is {v} | Who leads {s}?;Who is in charge of {s}?
        - cost;fee;price | int 5 300 | taking part costs {v} euros;the fee is {v} euros | What does taking part cost?;How high is the fee?
        - bring;please bring;needed | words thing | please bring a {v};everybody needs a {v} | What should one bring?;What does everybody need?
        - sign up with;register;contact | email | sign up at {v};register by writing to {v} | Where does one sign up?;To which address does one write to register?
        - places;free places;limit | int 8 120 | there are {v} places;at most {v} people can take part | How many places are there?;How many people can take part?
        - sign up by;deadline | date | register before {v};the deadline is {v} | What is the deadline?;By when must one register?
        """
}
