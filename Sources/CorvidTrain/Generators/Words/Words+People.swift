extension Words {
    static let women = split(
        """
        Ada Adele Agnes Aisha Alba Alice Alma Amara Amelia Amina Amy Ana Anika Anna Annika Anya April Ariana Astrid \
        Aurora Ava Ayesha Beatrice Becky Bella Bertha Bianca Bridget Camila Carla Carmen Carol Catherine Cecilia \
        Celeste Chiara Chloe Clara Daisy Dana Daphne Deborah Delia Diana Dina Dolores Donna Dora Edith Elena Elif \
        Elin Eliza Ella Elsa Emily Emma Erika Esther Eva Fatima Fiona Flora Frances Freya Frida Gabriela Gemma Gina \
        Giulia Gloria Grace Greta Hana Hannah Harriet Hazel Heidi Helen Hope Ida Imani Ines Ingrid Irene Iris Isabel \
        Ivy Jana Jane Jasmine Jenna Jessica Joan Joanna Josie Joy Judith Julia June Kamala Karen Karin Kate Keiko \
        Kira Klara Lara Laura Leah Leila Lena Lila Lily Linda Linnea Lisa Lola Lorna Louise Lucia Lucy Luna Lydia \
        Mabel Maeve Malia Mara Margaret Maria Marina Marta Martha Mary Maya Megan Mei Mia Mila Mina Mira Molly Mona \
        Nadia Naomi Natalia Nell Nina Noor Nora Olga Olive Olivia Pam Paula Pearl Penelope Petra Phoebe Pia Priya \
        Rachel Ramona Rania Rebecca Rita Rosa Rose Ruth Sabine Sally Samira Sandra Sara Selma Shira Sienna Signe \
        Simone Sofia Sonja Stella Susan Svea Sylvia Tamara Tara Tessa Thea Tilda Tina Uma Ursula Valentina Vera \
        Victoria Violet Wanda Wilma Yara Yasmin Yuki Yvonne Zara Zoe
        """)
    static let men = split(
        """
        Aaron Abdul Abel Adam Adrian Ahmed Aidan Alan Alberto Aldo Alex Ali Amir Anders Andre Andrew Anton Arjun Arne \
        Arthur Axel Basil Ben Benjamin Bernard Bilal Bjorn Boris Brian Bruno Caleb Carl Carlos Cesar Charles Chen \
        Christian Colin Connor Cyrus Damian Daniel Dario David Derek Diego Dmitri Dominic Duncan Edgar Eduardo Edwin \
        Eli Elias Emil Emmanuel Enzo Eric Erwin Ethan Ezra Fabian Felix Fernando Finn Francis Frank Fred Gabriel \
        Gareth George Gilbert Gino Giorgio Graham Gregory Gustav Guy Hamza Hans Haruto Hassan Hector Henrik Henry \
        Hiro Hugo Ian Ibrahim Igor Isaac Ivan Jack Jacob Jake Jamal James Jan Jason Javier Jens Jesse Joel John Jonas \
        Jorge Jose Joseph Juan Julian Kai Karim Karl Keith Kenji Kevin Kofi Kurt Lars Laszlo Leo Leon Liam Lorenzo \
        Louis Luca Lucas Ludwig Luis Magnus Manuel Marco Marcus Mario Mark Martin Mateo Matthias Max Michael Miguel \
        Milan Milo Mohamed Musa Nathan Neil Niels Nikolai Noah Nolan Omar Oscar Otis Otto Owen Pablo Patrick Paul \
        Pavel Pedro Peter Philip Pierre Quentin Rafael Rajesh Ralph Ramon Ravi Raymond Remy Ricardo Robert Robin \
        Rodrigo Roland Roman Ruben Rupert Sam Samir Samuel Santiago Scott Sean Sergei Silas Simon Stefan Stephen \
        Sven Tariq Theo Thomas Tim Tobias Tom Tomas Tony Umar Victor Vincent Viktor Walter Wei Wesley Wilhelm \
        William Xavier Yannick Yusuf Zane
        """)
    static let firstNames = women + men

    static let surnames = split(
        """
        Abbott Adeyemi Ahlberg Aldridge Almeida Andersen Appleby Arslan Ashworth Atkins Baptiste Barlow Bauer Becker \
        Bellamy Bergman Bianchi Blackwood Bose Bouchard Brandt Brennan Brooks Burke Calloway Cardoso Carver Castillo \
        Chandra Chowdhury Clarke Cohen Conti Corbett Costa Crane Cruz Dahl Dalton Delgado Dempsey Devlin Diaz Dimitrov \
        Doyle Drummond Dubois Duarte Eklund Ellison Espinoza Fairbanks Falk Farrell Ferrari Fields Fischer Fletcher \
        Flores Fontaine Forsyth Foster Fournier Frost Fuentes Gallagher Garcia Gardner Goldberg Gomez Grant Greene \
        Grimaldi Gupta Haas Hagen Halvorsen Hammond Harper Hartley Hassan Hayashi Hendricks Herrera Hoffman Holt \
        Horvath Hughes Hussain Ibarra Ito Jankowski Jansen Jensen Johansson Kapoor Kaur Keller Khan Kim Kovacs Kowalski \
        Kruger Kumar Lambert Larsen Laurent Leclerc Lindgren Lombardi Lopez Lowe Lundqvist Maddox Malik Marchetti Marsh \
        Mbeki Mendoza Mercer Meyer Miyamoto Moreau Morgan Mueller Nakamura Navarro Nguyen Nielsen Novak Nunez Nyberg \
        Obrien Okafor Okoye Olsen Ortega Osborne Palmer Papadakis Park Parrish Patel Pereira Petrov Pham Pinto Popov \
        Prescott Quinn Ramirez Rasmussen Reid Reyes Ricci Rinaldi Romero Rossi Rowe Ruiz Saito Salazar Santos Sato \
        Schmidt Schneider Sharma Sheridan Silva Singh Solberg Sorensen Stein Strand Suzuki Svensson Tanaka Thorne \
        Torres Townsend Tran Underwood Valdez Vance Vargas Vasquez Vega Virtanen Wagner Walsh Watanabe Weber Whitaker \
        Winslow Wolfe Wong Yamamoto Yilmaz Zamora Zhang Zimmerman
        """)

    static let jobs = entries(
        """
        accountant, actor, architect, archivist, astronomer, baker, barber, beekeeper, biologist, blacksmith, bookbinder
        bookseller, botanist, brewer, bricklayer, builder, bus driver, butcher, carpenter, cashier, chef, chemist, clerk
        coach, cobbler, composer, conductor, cook, courier, curator, dancer, dentist, designer, diver, doctor, editor
        electrician, engineer, farmer, firefighter, fisher, florist, forester, gardener, geologist, glazier, guard, guide
        hairdresser, historian, illustrator, inspector, janitor, jeweller, joiner, journalist, judge, landlord, lawyer
        librarian, lifeguard, locksmith, machinist, mason, mechanic, miller, miner, musician, nurse, optician, painter
        pharmacist, photographer, pianist, pilot, plumber, poet, postman, potter, printer, producer, professor
        programmer, receptionist, reporter, roofer, sailor, sculptor, secretary, shepherd, singer, soldier, surgeon
        surveyor, tailor, teacher, technician, tiler, tour guide, trainer, translator, vet, violinist, waiter, warden
        watchmaker, weaver, welder, writer, zookeeper
        """)
}
