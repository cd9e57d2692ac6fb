module kubepki/oracle

go 1.19
