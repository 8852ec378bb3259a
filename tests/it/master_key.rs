//! The key outside the database: nothing starts with the wrong one, and none is made for what another has sealed.

use netsterk::app::App;

use crate::harness::{World, on_both};

on_both!(a_lost_or_wrong_master_key_is_noticed_at_the_start, |world: &World| {
    assert!(App::build(&world.config).is_ok());
    let path = world.config.key_file.clone().unwrap();
    let right = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let lost = App::build(&world.config).err().unwrap().to_string();
    assert!(lost.contains("bring it back") && !path.exists(), "{lost}");
    std::fs::write(&path, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
    let wrong = App::build(&world.config).err().unwrap().to_string();
    assert!(wrong.contains("master key"), "{wrong}");
    std::fs::write(&path, right).unwrap();
    assert!(App::build(&world.config).is_ok());
});
